namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer waits for a bucket.</summary>
/// <param name="Reason">The reason in words.</param>
public sealed record TrainerWaiting(string Reason) : RunEvent;
