namespace BigGraphActors.Cluster.Locking;

/// <summary>A trainer without a bucket that was told to wait.</summary>
/// <param name="Request">What it asked.</param>
/// <param name="Until">When it no longer counts as waiting, unless it asks again.</param>
internal sealed record WaitingRequest(AcquireBucket Request, TimeSpan Until);
