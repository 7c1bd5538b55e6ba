using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>How often a bucket went wrong since it was last done.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Failures">Trainers gave it up as failed.</param>
/// <param name="Losses">Nodes died, or fell silent, while they trained it.</param>
/// <param name="LastReason">The last time's reason, for people.</param>
internal sealed record BucketTrouble(Bucket Bucket, int Failures, int Losses, string LastReason);
