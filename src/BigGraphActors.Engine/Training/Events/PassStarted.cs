using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Engine.Training.Events;

/// <summary>A pass over all buckets begins.</summary>
/// <param name="Position">Epoch, edge path, edge slice.</param>
/// <param name="EdgePath">The path as the settings have it.</param>
public sealed record PassStarted(PassPosition Position, string EdgePath) : TrainingEvent;
