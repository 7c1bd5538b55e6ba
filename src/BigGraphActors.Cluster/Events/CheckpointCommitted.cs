namespace BigGraphActors.Cluster.Events;

/// <summary>A whole version of the checkpoint is on disk and is the current one.</summary>
/// <param name="Version">Passes published.</param>
/// <param name="Seconds">Time that publishing took.</param>
public sealed record CheckpointCommitted(int Version, double Seconds) : RunEvent;
