namespace BigGraphActors.Cluster.Events;

/// <summary>A run is over.</summary>
/// <param name="Done">Whether all passes are published; false when it failed or was stopped.</param>
/// <param name="Stopped">Whether somebody wished it to end.</param>
/// <param name="Reason">Why it ended early; empty when it is done.</param>
/// <param name="Version">The committed version of the checkpoint.</param>
public sealed record RunFinished(bool Done, bool Stopped, string Reason, int Version) : RunEvent;
