namespace BigGraphActors.Cluster.Locking;

/// <summary>A request that the lock could not serve yet.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Until">When its place in the line is lost, unless it is asked again.</param>
internal sealed record WaitingRequest(AcquireBucket Request, TimeSpan Until);
