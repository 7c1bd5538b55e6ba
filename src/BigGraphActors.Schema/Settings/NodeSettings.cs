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
