namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer waits for a bucket.</summary>
/// <param name="Reason">Why, for people.</param>
public sealed record TrainerWaiting(string Reason) : RunEvent;
