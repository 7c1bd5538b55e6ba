using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Engine.Training.Events;

/// <summary>A bucket's training went on; told a few times a second.</summary>
/// <param name="Lease">The right under which the bucket is trained.</param>
/// <param name="EdgesDone">Edges trained so far.</param>
public sealed record BucketAdvanced(BucketLease Lease, long EdgesDone) : TrainingEvent;
