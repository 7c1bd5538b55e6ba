using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Ports;

/// <summary>The right to train one bucket.</summary>
/// <param name="Bucket">The pair of partitions to train.</param>
/// <param name="Position">Where in the run: epoch, edge path, edge slice.</param>
/// <param name="Index">Number of the bucket in the run, from 0. PBG: <c>index</c> of the statistics.</param>
/// <param name="Remaining">Buckets of the pass that nobody has been given yet.</param>
/// <param name="Term">Fencing number: grows with each grant of a bucket, and is refused when stale.</param>
public sealed record BucketLease(Bucket Bucket, PassPosition Position, long Index, int Remaining, long Term);
