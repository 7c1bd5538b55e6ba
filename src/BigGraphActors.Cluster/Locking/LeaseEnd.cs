namespace BigGraphActors.Cluster.Locking;

/// <summary>Why a lease ended without its bucket being done.</summary>
internal enum LeaseEnd
{
    /// <summary>The trainer gave it back in good order.</summary>
    GivenUp,

    /// <summary>Training went wrong.</summary>
    Failed,

    /// <summary>It was not renewed in time.</summary>
    Expired,

    /// <summary>The trainer's node was lost.</summary>
    NodeLost,

    /// <summary>A lease that it builds on ended.</summary>
    Revoked,

    /// <summary>The trainer's node left the cluster in good order.</summary>
    NodeLeft,
}
