namespace BigGraphActors.Cluster.Hosting;

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
