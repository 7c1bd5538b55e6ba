using System.Globalization;
using System.Reflection;
using Akka.Configuration;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Turns a node's settings into Akka.NET's configuration.</summary>
/// <remarks>
/// Three layers, the first before the others: what <see cref="NodeSettings"/> says, a user's own <c>akka</c> block, and
/// <c>hocon/cluster.conf</c>, which is part of this assembly.
/// </remarks>
internal static class NodeConfig
{
    private const string ClusterConf = "cluster.conf";

    /// <summary>The whole configuration of a node.</summary>
    /// <param name="node">The settings.</param>
    /// <param name="userText">HOCON with a user's own <c>akka</c> block; may be empty.</param>
    public static Config Of(NodeSettings node, string userText)
    {
        Config config = ConfigurationFactory.ParseString(TextOf(node));
        if (userText.Length > 0)
        {
            config = config.WithFallback(ConfigurationFactory.ParseString(userText));
        }

        return config.WithFallback(ConfigurationFactory.ParseString(ReadClusterConf()));
    }

    private static string TextOf(NodeSettings node)
    {
        string seeds = string.Join(", ", node.SeedNodes.Select(
            seed => Quoted($"akka.tcp://{node.Cluster}@{seed}")));
        string publicPort = node.PublicPort is { } port
            ? string.Create(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.public-port = {port}")
            : "";
        string roles = string.Join(", ", node.Roles.Select(Quoted));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            akka.remote.dot-netty.tcp.hostname = {{Quoted(node.Host)}}
            akka.remote.dot-netty.tcp.public-hostname = {{Quoted(node.PublicHost ?? node.Host)}}
            akka.remote.dot-netty.tcp.port = {{node.Port}}
            {{publicPort}}
            akka.cluster.seed-nodes = [{{seeds}}]
            akka.cluster.roles = [{{roles}}]
            """);
    }

    private static string Quoted(string text)
    {
        string escaped = text
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }

    private static string ReadClusterConf()
    {
        Assembly assembly = typeof(NodeConfig).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(ClusterConf)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
