using BigGraphActors.Cluster.Partitions;

namespace BigGraphActors.Cluster.Locking;

/// <summary>A bucket that was trained, and whose tables are durable.</summary>
/// <param name="Term">The lease it was trained under.</param>
/// <param name="Produced">
/// The tables written, all of this lease's generation; without those that a later bucket of the same hand-in has.
/// </param>
/// <param name="Figures">Edges, loss, times and statistics of the training.</param>
internal sealed record FinishedBucket(
    long Term, PartitionGeneration[] Produced, BucketFigures Figures);
