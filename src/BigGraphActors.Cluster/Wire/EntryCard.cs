using System.Globalization;
using System.Reflection;
using System.Text;
using Akka.Configuration;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Wire;

/// <summary>What a node says of itself before another one lets it in: all in which a cluster's nodes agree.</summary>
/// <param name="Facts">Names and values, in an order that both sides have.</param>
internal sealed record EntryCard(IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    private const int MostFacts = 100;

    /// <summary>Settings of Akka.NET that decide who goes on after a netsplit, and where actors are.</summary>
    private static readonly string[] SharedSettings =
    [
        "akka.cluster.downing-provider-class",
        "akka.cluster.down-removal-margin",
        "akka.cluster.split-brain-resolver.active-strategy",
        "akka.cluster.split-brain-resolver.stable-after",
        "akka.cluster.split-brain-resolver.down-all-when-unstable",
        "akka.cluster.sharding.state-store-mode",
        "akka.remote.dot-netty.tcp.maximum-frame-size",
    ];

    /// <summary>Makes the card of this node.</summary>
    /// <param name="node">The node's block <c>biggraph.node</c>.</param>
    /// <param name="config">The configuration of the node's actor system.</param>
    public static EntryCard Of(NodeSettings node, Config config) => new(
    [
        new("node.cluster", node.Cluster),
        new("the program's version", Version),
        new("the wire version", WireTypes.Digest),
        .. SharedSettings.Select(key => new KeyValuePair<string, string>(
            key, config.GetString(key, "") is { Length: > 0 } value ? value : "Akka.NET's default")),
    ]);

    private static string Version { get; } = typeof(EntryCard).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>As bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join('\n', Facts.Select(
        fact => $"{fact.Key}\t{fact.Value.ReplaceLineEndings(" ").Replace('\t', ' ')}")));

    /// <summary>The other way; bytes of no meaning make a card that differs.</summary>
    public static EntryCard FromBytes(ReadOnlySpan<byte> bytes) => new(
    [
        .. Encoding.UTF8.GetString(bytes).Split('\n', MostFacts).Select(line => line.Split('\t', 2))
            .Select(parts => new KeyValuePair<string, string>(parts[0], parts.Length > 1 ? parts[1] : "")),
    ]);

    /// <summary>The first thing in which two nodes differ, for people; none when they belong together.</summary>
    /// <param name="other">The card that the other node has sent.</param>
    /// <param name="here">What to call the place of this card.</param>
    /// <param name="there">What to call the other's.</param>
    public string? DifferenceTo(EntryCard other, string here, string there)
    {
        Dictionary<string, string> theirs = new(StringComparer.Ordinal);
        foreach ((string name, string value) in other.Facts)
        {
            theirs.TryAdd(name, value);
        }

        foreach ((string name, string value) in Facts)
        {
            if (theirs.GetValueOrDefault(name) is not { } their)
            {
                return $"{name} is said only {here}";
            }

            if (their != value)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{name} is {value} {here} and {their} {there}");
            }
        }

        return theirs.Count > Facts.Count ? "it is of another kind" : null;
    }
}
