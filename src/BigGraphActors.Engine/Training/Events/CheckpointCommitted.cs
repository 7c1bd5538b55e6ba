namespace BigGraphActors.Engine.Training.Events;

/// <summary>A whole version of the checkpoint is on disk and is the current one.</summary>
/// <param name="Version">Its version: passes done.</param>
/// <param name="Elapsed">Time that writing took.</param>
public sealed record CheckpointCommitted(long Version, TimeSpan Elapsed) : TrainingEvent;
