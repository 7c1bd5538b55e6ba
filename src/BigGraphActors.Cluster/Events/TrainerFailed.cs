namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer gave up a bucket because something failed.</summary>
/// <param name="Reason">The failure in words.</param>
public sealed record TrainerFailed(string Reason) : RunEvent;
