namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer begins anew after a failure.</summary>
/// <param name="Failures">Failures in a row.</param>
public sealed record TrainerRestarted(int Failures) : RunEvent;
