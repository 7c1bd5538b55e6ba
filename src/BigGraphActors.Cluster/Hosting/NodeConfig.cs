using System.Globalization;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Cluster.Wire;
using BigGraphActors.Schema.Hocon;
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

    /// <summary>The configuration, with what an actor system takes as objects: certificates, by what it
    /// is let in, and the log.</summary>
    /// <param name="node">The node's block <c>biggraph.node</c>.</param>
    /// <param name="userText">HOCON with a user's own <c>akka</c> block; may be empty.</param>
    /// <param name="log">Takes the log's lines; null leaves them to Akka.NET's own logger.</param>
    /// <exception cref="SettingsException">When a certificate cannot be used.</exception>
    public static ActorSystemSetup SetupOf(NodeSettings node, string userText, Action<string>? log)
    {
        ActorSystemSetup setup = ActorSystemSetup.Create();
        Config config;
        if (log is null)
        {
            config = Of(node, userText);
        }
        else
        {
            setup = setup.And(new NodeLogSetup(log));
            config = Of(node, userText, $"""
                akka.loggers = [{Quoted(NameOf(typeof(NodeLogger)))}]
                akka.stdout-loglevel = OFF
                """);
        }

        setup = setup.And(BootstrapSetup.Create().WithConfig(config))
            .And(new EntrySetup(node.Secret, EntryCard.Of(node, config)));

        return ClusterTls.Of(node) is { } tls
            ? setup.And(new DotNettySslSetup(
                tls.Certificate,
                suppressValidation: false,
                requireMutualAuthentication: true,
                (shown, chain, peer, _, log) => IsTrusted(tls, shown, chain, peer, log)))
            : setup;
    }

    /// <summary>The whole configuration of a node.</summary>
    /// <param name="node">The node's block <c>biggraph.node</c>.</param>
    /// <param name="userText">HOCON with a user's own <c>akka</c> block; may be empty.</param>
    /// <param name="underText">HOCON that the user's block goes before.</param>
    public static Config Of(NodeSettings node, string userText, string underText = "")
    {
        Config config = ConfigurationFactory.ParseString(TextOf(node));
        if (userText.Length > 0)
        {
            config = config.WithFallback(ConfigurationFactory.ParseString(userText));
        }

        if (underText.Length > 0)
        {
            config = config.WithFallback(ConfigurationFactory.ParseString(underText));
        }

        return config.WithFallback(ConfigurationFactory.ParseString(ReadClusterConf()));
    }

    /// <summary>How an actor system of the cluster is addressed: the one place that knows of both protocols.</summary>
    /// <param name="node">The settings; certificates make it TLS.</param>
    /// <param name="place">As <c>host:port</c>.</param>
    public static string AddressOf(NodeSettings node, string place) =>
        $"{(node.TlsCertificate is null ? "akka.tcp" : "akka.ssl.tcp")}://{node.Cluster}@{place}";

    /// <summary>What the node's settings become: the layer that goes before all others.</summary>
    internal static string TextOf(NodeSettings node)
    {
        string seeds = string.Join(", ", node.SeedNodes.Select(seed => Quoted(AddressOf(node, seed))));
        string security = node.TlsCertificate is null
            ? "akka.remote.dot-netty.tcp.enable-ssl = false"
            : $"""
                akka.remote.dot-netty.tcp.enable-ssl = true
                akka.remote.dot-netty.tcp.transport-class = {Quoted(NameOf(typeof(TlsTransport)))}
                """;
        string publicPort = node.PublicPort is { } port
            ? string.Create(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.public-port = {port}")
            : "";
        string roles = string.Join(", ", node.Roles.Select(Quoted));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            akka.remote.dot-netty.tcp.hostname = {{Quoted(node.Host)}}
            akka.remote.dot-netty.tcp.public-hostname = {{Quoted(node.PublicHost ?? node.Host)}}
            akka.remote.dot-netty.tcp.port = {{node.Port}}
            {{publicPort}}
            {{security}}
            akka.cluster.seed-nodes = [{{seeds}}]
            akka.cluster.roles = [{{roles}}]
            """);
    }

    private static bool IsTrusted(
        ClusterTls tls, X509Certificate2? shown, X509Chain? chain, string peer, ILoggingAdapter log)
    {
        string? objection = shown is null ? "it shows no certificate" : tls.ObjectionTo(shown, chain);
        if (objection is not null)
        {
            log.Warning("connection with [{0}] refused: {1}", peer, objection);
        }

        return objection is null;
    }

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

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

/// <summary>Which version of Akka.NET this program runs on.</summary>
public static class AkkaVersion
{
    /// <summary>The version as the package is called, for example <c>1.5.74</c>.</summary>
    public static string Current { get; } = typeof(ActorSystem).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
