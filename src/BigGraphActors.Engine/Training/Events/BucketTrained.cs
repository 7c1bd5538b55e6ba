using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Engine.Training.Events;

/// <summary>A bucket was trained.</summary>
/// <param name="Report">Sums and times.</param>
public sealed record BucketTrained(BucketReport Report) : TrainingEvent;
