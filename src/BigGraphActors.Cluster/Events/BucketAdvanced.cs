using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer is so far with its bucket; told about once a second.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Pass">Number of the pass, from 0.</param>
/// <param name="Term">Term of its lease.</param>
/// <param name="EdgesDone">Edges trained so far.</param>
public sealed record BucketAdvanced(Bucket Bucket, long Pass, long Term, long EdgesDone) : RunEvent;
