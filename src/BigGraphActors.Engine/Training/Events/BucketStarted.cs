using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Engine.Training.Events;

/// <summary>A bucket's tables and edges are in memory; training begins.</summary>
/// <param name="Lease">The right under which the bucket is trained.</param>
/// <param name="Edges">Edges of the slice.</param>
public sealed record BucketStarted(BucketLease Lease, int Edges) : TrainingEvent;
