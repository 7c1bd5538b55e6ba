using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>What a bucket's training needs from outside.</summary>
/// <param name="Lease">The right to train it.</param>
/// <param name="Tables">The tables of its partitions.</param>
/// <param name="Edges">The edges of the slice; only read.</param>
/// <param name="OnBatch">Is told after each batch how many edges it had, from any thread; may be none.</param>
public sealed record BucketWork(BucketLease Lease, BucketTables Tables, EdgeSlice Edges, Action<int>? OnBatch);
