using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Runs;

/// <summary>
/// How far the bucket lock is. Lock → run singleton, after each decision, and the last one again and again.
/// </summary>
/// <param name="Version">The committed version.</param>
/// <param name="BucketsDone">Buckets done since the last pass that is published began.</param>
/// <param name="IsOver">Whether there will be no more buckets, and none is in hand.</param>
/// <param name="Failed">Whether it ended because something failed.</param>
/// <param name="Reason">Why it ended early; empty when it did not.</param>
internal sealed record LockProgress(int Version, int BucketsDone, bool IsOver, bool Failed, string Reason)
    : IControlMessage;
