namespace BigGraphActors.Cluster.Messages;

/// <summary>Names one life of one process of the cluster.</summary>
/// <param name="Value">
/// Address and incarnation, as in <c>10.0.0.2:4053#1204871</c>: a process that is started again has another name.
/// </param>
public readonly record struct NodeName(string Value)
{
    /// <summary>The address without the incarnation, for people.</summary>
    public string Address => Value.Split('#')[0];

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Why a node's life ended.</summary>
/// <param name="Cause">Decides the exit code of the process.</param>
/// <param name="Reason">For people; empty when the run is done.</param>
public sealed record NodeEnd(NodeEndCause Cause, string Reason);

/// <summary>Thrown when a cluster does not let this node in, so that it cannot be asked.</summary>
/// <param name="reason">Why, and what to do.</param>
public sealed class NodeRefusedException(string reason) : Exception(reason);

/// <summary>What can end a node's life.</summary>
public enum NodeEndCause
{
    /// <summary>The run is done.</summary>
    RunDone,

    /// <summary>Somebody stopped the run.</summary>
    RunStopped,

    /// <summary>The run failed.</summary>
    RunFailed,

    /// <summary>The node was asked to leave; the run goes on without it.</summary>
    Left,

    /// <summary>The others have shut this node out: it was unreachable, or on the smaller side of a netsplit.</summary>
    ShutOut,

    /// <summary>This node cannot do its work, and will not be able to by itself; the run goes on without it.</summary>
    Unfit,

    /// <summary>No seed node was there for too long.</summary>
    Abandoned,

    /// <summary>The cluster does not let this node in, and trying again would not change that.</summary>
    Refused,

    /// <summary>An actor has ended that the node cannot be without.</summary>
    Broken,
}
