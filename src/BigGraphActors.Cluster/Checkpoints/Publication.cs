using BigGraphActors.Cluster.Locking;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>What belongs to a version of the checkpoint.</summary>
/// <param name="Incarnation">The lock's life that decided it; a later life fences it off.</param>
/// <param name="Version">Passes done with it, from 1.</param>
/// <param name="Position">Where in the run the pass was that it ends.</param>
/// <param name="Next">Where the pass after it is; a snapshot is made by this.</param>
/// <param name="Tables">The last generation of every partition in the pass.</param>
/// <param name="Buckets">What was trained, by index, for <c>training_stats.json</c>.</param>
internal sealed record Publication(
    int Incarnation,
    long Version,
    PassPosition Position,
    PassPosition Next,
    IReadOnlyList<PartitionGeneration> Tables,
    IReadOnlyList<CompletedBucket> Buckets);
