using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Locking;

/// <summary>A trainer without a bucket that was told to wait.</summary>
/// <param name="Request">The request that was told to wait.</param>
/// <param name="Until">When it no longer counts as waiting, unless it asks again.</param>
internal sealed record WaitingRequest(AcquireBucket Request, TimeSpan Until);
