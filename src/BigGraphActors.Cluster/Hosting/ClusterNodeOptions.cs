using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>What a node is given beyond its settings.</summary>
public sealed record ClusterNodeOptions
{
    private const string Tcp = "akka.remote.dot-netty.tcp";

    /// <summary>
    /// Keys of Akka.NET that a node's own keys decide, so that <see cref="UserConfig"/> cannot; with those keys.
    /// </summary>
    public static IReadOnlyDictionary<string, string> DecidedByNode { get; } = new Dictionary<string, string>
    {
        [Tcp + ".hostname"] = "node.host",
        [Tcp + ".public-hostname"] = "node.public-host",
        [Tcp + ".port"] = "node.port",
        [Tcp + ".public-port"] = "node.public-port",
        [Tcp + ".enable-ssl"] = "node.tls-certificate",
        [Tcp + ".ssl"] = "node.tls-certificate, node.tls-key and node.tls-authority",
        ["akka.cluster.seed-nodes"] = "node.seed-nodes",
        ["akka.cluster.roles"] = "node.roles",
    };

    /// <summary>HOCON with a user's own <c>akka</c> block, laid over the shipped one; empty for none.</summary>
    public string UserConfig { get; init; } = "";

    /// <summary>
    /// Whether this process is the whole cluster: buckets then go in the run's <c>bucket_order</c>, as on PBG's single
    /// machine, and no lease of an earlier life is waited for.
    /// </summary>
    public bool IsAlone { get; init; }

    /// <summary>Takes the lines of the node's log, from any thread; none leaves the log to Akka.NET's own logger.
    /// </summary>
    public Action<string>? Log { get; init; }

    /// <summary>
    /// Earlier lives of this process, newest last: the lock frees what they had, and does not wait for it to expire.
    /// </summary>
    public IReadOnlyList<NodeName> EarlierLives { get; init; } = [];

    /// <summary>
    /// From its signal on the node writes nothing new into the checkpoint. The program that signals it calls
    /// <see cref="ClusterNode.LeaveAsync"/> at once.
    /// </summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Is told every event of the run, one at a time, from an actor's thread; or none.</summary>
    public Action<NodeEvent>? Observer { get; init; }
}
