using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>What one node of a cluster is told: the block <c>node</c>.</summary>
public sealed record NodeSettings
{
    /// <summary>Name of the cluster, the same on all its nodes.</summary>
    public string Cluster { get; init; } = "biggraph";

    /// <summary>Address to listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Name under which other nodes reach this one, or none when it is <see cref="Host"/>.</summary>
    public string? PublicHost { get; init; }

    /// <summary>Port of the control messages; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port under which other nodes reach this one, or none when it is <see cref="Port"/>.</summary>
    public int? PublicPort { get; init; }

    /// <summary>
    /// What the node is there for: <c>seed</c>, <c>worker</c>, or both; or <c>partition-server</c>.
    /// </summary>
    public IReadOnlyList<string> Roles { get; init; } = [WorkerRole];

    /// <summary>Nodes to join, as <c>host:port</c>; none founds a cluster of its own.</summary>
    public IReadOnlyList<string> SeedNodes { get; init; } = [];

    /// <summary>This node as others name it among their seed nodes.</summary>
    public string ToSeedAddress() => $"{PublicHost ?? Host}:{PublicPort ?? Port}";

    /// <summary>HOGWILD threads, or none for the run's <c>workers</c>, else the machine's cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Native memory for tables beside those in training, in MiB.</summary>
    public int MemoryMib { get; init; } = 2048;

    /// <summary>Port of the data plane; 0 takes a free one.</summary>
    public int DataPort { get; init; }

    /// <summary>What nodes must know to take part; needed beyond loopback without certificates.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The node's certificate in PEM, or none to send everything in the clear.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Its private key in PEM.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Authorities that other nodes' certificates come from, in PEM.</summary>
    public string? TlsAuthority { get; init; }

    /// <summary>Whether the network is trusted, so that a node beyond loopback may do without certificates.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>Seconds that a lease lives without being renewed.</summary>
    public double LeaseSeconds { get; init; } = 10;

    /// <summary>Failures of one bucket that end the run.</summary>
    public int BucketFailures { get; init; } = 3;

    /// <summary>Bytes that a trainer's exchange of shared parameters may move in a second.</summary>
    public double ParameterBandwidth { get; init; } = 100_000_000;

    /// <summary>Where tables live on: <c>shared</c>, or <c>replicate(N)</c>. The seed node's word counts.</summary>
    public string Durability { get; init; } = DurabilityText.Shared;

    /// <summary>
    /// Folder for this node's copies where durability is <c>replicate(N)</c>, or none for one beside the run's
    /// checkpoint path, on this machine's own disk.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>Nodes that must have what was trained before it counts; 0 where they share a directory.</summary>
    public int CountCopies() => DurabilityText.CopiesOf(Durability) ?? 0;

    /// <summary>Whether a node that the others have shut out starts anew and joins again.</summary>
    public bool Rejoin { get; init; } = true;

    /// <summary>Seconds without any seed node after which a worker starts anew.</summary>
    public double SeedPatience { get; init; } = 8;

    /// <summary>The role of nodes that host the singletons.</summary>
    public const string SeedRole = "seed";

    /// <summary>The role of nodes that train.</summary>
    public const string WorkerRole = "worker";

    /// <summary>The role of nodes that only keep copies of tables.</summary>
    public const string PartitionServerRole = "partition-server";
}

/// <summary>How a run outlives its nodes, as users write it: <c>shared</c> or <c>replicate(N)</c>.</summary>
public static partial class DurabilityText
{
    /// <summary>All nodes share the checkpoint directory.</summary>
    public const string Shared = "shared";

    private const int FewestCopies = 2;

    /// <summary>How many nodes must have what was trained: 0 for <c>shared</c>, N of <c>replicate(N)</c>.</summary>
    /// <returns>None when the text is neither; N is at least 2.</returns>
    public static int? CopiesOf(string text)
    {
        if (text == Shared)
        {
            return 0;
        }

        return Replicated().Match(text) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int copies)
            && copies >= FewestCopies
                ? copies
                : null;
    }

    [GeneratedRegex(@"^replicate\((\d{1,4})\)\z")]
    private static partial Regex Replicated();
}

/// <summary>The text <c>host:port</c>, by which a node is named.</summary>
public static class Endpoint
{
    /// <summary>What is expected, for messages.</summary>
    public const string Form = "host:port, such as 10.0.0.1:4053, node1:4053 or [::1]:4053";

    /// <summary>Whether a text names a host and a port from 1 to 65535.</summary>
    /// <remarks>An address of IPv6 has colons of its own, so it stands in brackets.</remarks>
    public static bool Is(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && port > 0
            && (text[0] == '[' && text[colon - 1] == ']'
                ? IPAddress.TryParse(text.AsSpan(1, colon - 2), out _)
                : Uri.CheckHostName(text[..colon]) is UriHostNameType.Dns or UriHostNameType.IPv4);
    }
}

/// <summary>What a node needs before other machines may reach it.</summary>
public static class NodeExposure
{
    /// <summary>Whether a listener at this host is reached from its own machine alone.</summary>
    /// <param name="host">Name or address; a name counts as reachable unless it is <c>localhost</c>.</param>
    public static bool IsLoopback(string host) =>
        host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Refuses a node that strangers could talk to; for settings that were not read from a file.</summary>
    /// <exception cref="SettingsException">When there are problems; names all.</exception>
    public static void Check(NodeSettings node)
    {
        SettingsProblem[] problems =
        [
            .. ProblemsOf(node).Select(one => new SettingsProblem(
                SourcePosition.Of("node"), one.Key, one.Problem)),
        ];
        if (problems.Length > 0)
        {
            throw new SettingsException(problems);
        }
    }

    /// <summary>The keys that are missing or pointless, each with what to do.</summary>
    internal static IEnumerable<(string Key, string Problem)> ProblemsOf(NodeSettings node)
    {
        if (node.TlsCertificate is not null)
        {
            yield break;
        }

        if (node.TlsKey is not null || node.TlsAuthority is not null)
        {
            yield return ("tls-certificate", "is missing beside tls-key or tls-authority: without it there is no TLS");
        }
        else if (!IsLoopback(node.Host) && !node.AllowPlaintext)
        {
            yield return (
                "host",
                $"other machines reach {node.Host}, and without certificates anybody there could send messages to this "
                + "node: set tls-certificate, tls-key and tls-authority, or allow-plaintext = true on a trusted "
                + "network (docs/guides/security.md)");
        }
        else if (!IsLoopback(node.Host) && node.Secret.Length == 0)
        {
            yield return (
                "secret", $"is missing: without certificates a node at {node.Host} needs the secret of its cluster");
        }
    }
}

/// <summary>The keys of the block <c>node</c>: what one node of a cluster is told.</summary>
internal static class NodeKeys
{
    /// <summary>The key whose value nobody is shown.</summary>
    public const string Secret = "secret";

    private const double LargestPort = 65535;

    private static readonly KeyTraits Port = new() { AtLeast = 0, AtMost = LargestPort };

    /// <summary>What reading starts from.</summary>
    public static NodeSettings Unset { get; } = new();

    public static KeyTable<NodeSettings> Table { get; } = Build();

    private static KeyTable<NodeSettings> Build()
    {
        KeyTable<NodeSettings> table = new(SettingsBlock.Node, Unset, isPbg: false);
        AddPlace(table);
        AddMeans(table);
        AddDataPlane(table);
        AddDurability(table);
        AddRules(table);
        return table;
    }

    private static void AddPlace(KeyTable<NodeSettings> table)
    {
        table.Text(
            "cluster", s => s.Cluster, (s, v) => s with { Cluster = v },
            "Name of the cluster. Nodes with different names never join each other.");
        table.Text(
            "host", s => s.Host, (s, v) => s with { Host = v },
            "Address to listen on. 0.0.0.0 listens on all; then set public-host.");
        table.OptionalText(
            "public-host", s => s.PublicHost, (s, v) => s with { PublicHost = v },
            "Name or address at which other nodes reach this one. null uses host.");
        table.Integer(
            "port", s => s.Port, (s, v) => s with { Port = v },
            "Port for messages. 0 takes a free port, which is right for all nodes but seed nodes.", Port);
        table.OptionalInteger(
            "public-port", s => s.PublicPort, (s, v) => s with { PublicPort = v },
            "Port at which other nodes reach this one, if something between them maps ports. null uses port.",
            Port with { AtLeast = 1 });
        table.TextList(
            "roles", s => s.Roles, (s, v) => s with { Roles = v },
            "What the node does: one or more of seed, worker and partition-server. seed hosts the bucket lock, the "
            + "checkpoint and the run, and needs the run's own keys in the same file. worker trains and holds "
            + "partitions. partition-server only keeps copies of tables, when durability is replicate(N).");
        table.TextList(
            "seed-nodes", s => s.SeedNodes, (s, v) => s with { SeedNodes = v },
            "Nodes to join, as host:port, the same list on every node. A seed node names itself first, to found the "
            + "cluster. An empty list founds a cluster of one node.");
    }

    private static void AddMeans(KeyTable<NodeSettings> table)
    {
        table.OptionalInteger(
            "threads", s => s.Threads, (s, v) => s with { Threads = v },
            "HOGWILD threads of this node. null uses the run's workers, or one for each core if these are null.",
            KeyTraits.Threads);
        table.Integer(
            "memory-mib", s => s.MemoryMib, (s, v) => s with { MemoryMib = v },
            "MiB of memory for tables that this node trained last, besides those in training. Other nodes fetch "
            + "them from here, and this node need not read them again. 0 keeps no tables; the files have them all.",
            KeyTraits.NotNegative);
    }

    private static void AddDataPlane(KeyTable<NodeSettings> table)
    {
        table.Integer(
            "data-port", s => s.DataPort, (s, v) => s with { DataPort = v },
            "Port for tables and shared parameters. 0 takes a free port.", Port);
        table.Text(
            Secret, s => s.Secret, (s, v) => s with { Secret = v },
            "Text that every node must know to join, the same on all nodes. Needed beyond loopback without "
            + "certificates.");
        table.OptionalText(
            "tls-certificate", s => s.TlsCertificate, (s, v) => s with { TlsCertificate = v },
            "PEM file with this node's certificate. Messages and tables then use TLS, and both sides of a "
            + "connection show a certificate. Set it on all nodes, or on no node (null).");
        table.OptionalText(
            "tls-key", s => s.TlsKey, (s, v) => s with { TlsKey = v },
            "PEM file with the certificate's private key. null when it is in the certificate's file.");
        table.OptionalText(
            "tls-authority", s => s.TlsAuthority, (s, v) => s with { TlsAuthority = v },
            "PEM file with the authorities of the other nodes' certificates. null requires the same certificate on "
            + "all nodes.");
        table.Truth(
            "allow-plaintext", s => s.AllowPlaintext, (s, v) => s with { AllowPlaintext = v },
            "Says that you trust everybody on the network. A node that other machines can reach starts without "
            + "certificates only when this is true.");
    }

    private static void AddDurability(KeyTable<NodeSettings> table)
    {
        table.Text(
            "durability", s => s.Durability, (s, v) => s with { Durability = v },
            "Where tables are kept: shared (checkpoint_path is a directory that all nodes see) or replicate(N) (each "
            + "node has its own disk). The seed node's value counts. With replicate(N) a bucket counts when N nodes "
            + "have its tables, and the only seed node collects every version in its checkpoint_path.");
        table.OptionalText(
            "data-directory", s => s.DataDirectory, (s, v) => s with { DataDirectory = v },
            "Folder on this node's own disk for copies of tables, when durability is replicate(N). null uses the "
            + "run's checkpoint path with .copies added.");
    }

    private static void AddRules(KeyTable<NodeSettings> table)
    {
        table.Number(
            "lease-seconds", s => s.LeaseSeconds, (s, v) => s with { LeaseSeconds = v },
            "A trainer that sends nothing for this time loses its bucket to another trainer.", KeyTraits.Positive);
        table.Integer(
            "bucket-failures", s => s.BucketFailures, (s, v) => s with { BucketFailures = v },
            "Failures of one bucket that end the run.", KeyTraits.AtLeastOne);
        table.Number(
            "parameter-bandwidth", s => s.ParameterBandwidth, (s, v) => s with { ParameterBandwidth = v },
            "Bytes a second that a trainer may use to exchange shared parameters. PBG: 100 MB/s.",
            KeyTraits.Positive);
        table.Truth(
            "rejoin", s => s.Rejoin, (s, v) => s with { Rejoin = v },
            "Whether a node that the others have removed, after a netsplit or a long pause, restarts and joins "
            + "again. Otherwise it ends with exit code 1.");
        table.Number(
            "seed-patience", s => s.SeedPatience, (s, v) => s with { SeedPatience = v },
            "Seconds without any seed node after which a worker restarts and looks for one.", KeyTraits.Positive);
    }
}
