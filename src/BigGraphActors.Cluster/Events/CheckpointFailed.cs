namespace BigGraphActors.Cluster.Events;

/// <summary>A version could not be published; the one before stands, and it is tried again.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="Reason">What stands in the way.</param>
public sealed record CheckpointFailed(int Version, string Reason) : RunEvent;
