namespace BigGraphActors.Schema.Settings;

/// <summary>The keys of the block <c>node</c>: what one node of a cluster is told.</summary>
internal static class ClusterKeys
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
            "Name of the cluster: nodes of different names never meet.");
        table.Text(
            "host", s => s.Host, (s, v) => s with { Host = v },
            "Address to listen on; 0.0.0.0 for all, then with public-host.");
        table.OptionalText(
            "public-host", s => s.PublicHost, (s, v) => s with { PublicHost = v },
            "Name or address under which the other nodes reach this one; null for host.");
        table.Integer(
            "port", s => s.Port, (s, v) => s with { Port = v },
            "Port of the control messages; 0 takes a free one, which is right for all but seed nodes.", Port);
        table.OptionalInteger(
            "public-port", s => s.PublicPort, (s, v) => s with { PublicPort = v },
            "Port under which the other nodes reach this one, where something between maps ports; null for port.",
            Port with { AtLeast = 1 });
        table.TextList(
            "roles", s => s.Roles, (s, v) => s with { Roles = v },
            "What the node is there for. seed: hosts the bucket lock, the checkpoint and the run; needs the run's own "
            + "keys in the same file. worker: trains, and holds partitions. A node may be both. partition-server: only "
            + "keeps copies of tables, where durability is replicate(N).");
        table.TextList(
            "seed-nodes", s => s.SeedNodes, (s, v) => s with { SeedNodes = v },
            "Nodes to join, as host:port, the same list on every node; a seed node names itself first to found the "
            + "cluster. Empty founds a cluster of its own.");
    }

    private static void AddMeans(KeyTable<NodeSettings> table)
    {
        table.OptionalInteger(
            "threads", s => s.Threads, (s, v) => s with { Threads = v },
            "HOGWILD threads of this node; null for the run's workers, or else one for each core.",
            KeyTraits.Threads);
        table.Integer(
            "memory-mib", s => s.MemoryMib, (s, v) => s with { MemoryMib = v },
            "Memory for tables that this node trained last, beside those in training: others fetch them from here, "
            + "and this node takes them up again without reading. 0 keeps none; files have them all.",
            KeyTraits.NotNegative);
    }

    private static void AddDataPlane(KeyTable<NodeSettings> table)
    {
        table.Integer(
            "data-port", s => s.DataPort, (s, v) => s with { DataPort = v },
            "Port of the data plane, over which tables move; 0 takes a free one.", Port);
        table.Text(
            Secret, s => s.Secret, (s, v) => s with { Secret = v },
            "What a node must know to take part; the same on all. Needed beyond loopback where there are no "
            + "certificates.");
        table.OptionalText(
            "tls-certificate", s => s.TlsCertificate, (s, v) => s with { TlsCertificate = v },
            "PEM file with this node's certificate: messages and tables then go under TLS, on all nodes, and both "
            + "sides of a connection show one. null for none.");
        table.OptionalText(
            "tls-key", s => s.TlsKey, (s, v) => s with { TlsKey = v },
            "PEM file with the certificate's private key; null when it is in the certificate's file.");
        table.OptionalText(
            "tls-authority", s => s.TlsAuthority, (s, v) => s with { TlsAuthority = v },
            "PEM file with the authorities of the other nodes' certificates; null asks all for the same certificate.");
        table.Truth(
            "allow-plaintext", s => s.AllowPlaintext, (s, v) => s with { AllowPlaintext = v },
            "Says that the network is trusted: nobody on it reads, changes or sends what is not theirs. Beyond "
            + "loopback a node without certificates starts only with this.");
    }

    private static void AddDurability(KeyTable<NodeSettings> table)
    {
        table.Text(
            "durability", s => s.Durability, (s, v) => s with { Durability = v },
            "How the run outlives its nodes; the seed node's word counts. shared: checkpoint_path is a directory that "
            + "all nodes share. replicate(N): nodes have disks of their own; a bucket counts when N nodes have its "
            + "tables, and the one seed node collects every version in its checkpoint_path.");
        table.OptionalText(
            "data-directory", s => s.DataDirectory, (s, v) => s with { DataDirectory = v },
            "Folder on this node's own disk for copies of tables, where durability is replicate(N); null for the "
            + "run's checkpoint path with .copies behind it.");
    }

    private static void AddRules(KeyTable<NodeSettings> table)
    {
        table.Number(
            "lease-seconds", s => s.LeaseSeconds, (s, v) => s with { LeaseSeconds = v },
            "A trainer that is silent for so long loses its bucket to another one.", KeyTraits.Positive);
        table.Integer(
            "bucket-failures", s => s.BucketFailures, (s, v) => s with { BucketFailures = v },
            "A bucket whose training fails so often ends the run.", KeyTraits.AtLeastOne);
        table.Number(
            "parameter-bandwidth", s => s.ParameterBandwidth, (s, v) => s with { ParameterBandwidth = v },
            "Bytes a second that a trainer may spend on exchanging shared parameters. PBG: 100 MB/s.",
            KeyTraits.Positive);
        table.Truth(
            "rejoin", s => s.Rejoin, (s, v) => s with { Rejoin = v },
            "Whether a node that the others have shut out, after a netsplit or a long pause, starts anew and joins "
            + "again; else it ends with exit code 1.");
        table.Number(
            "seed-patience", s => s.SeedPatience, (s, v) => s with { SeedPatience = v },
            "Seconds without any seed node after which a worker starts anew and looks for one.", KeyTraits.Positive);
    }
}
