using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer has a bucket in memory and begins.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Pass">Number of the pass, from 0.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
/// <param name="Term">Term of its lease.</param>
/// <param name="Edges">Edges of the slice.</param>
/// <param name="Threads">HOGWILD threads.</param>
public sealed record BucketStarted(
    Bucket Bucket,
    long Pass,
    int Epoch,
    int EdgePath,
    int EdgeSlice,
    long Term,
    int Edges,
    int Threads) : RunEvent;
