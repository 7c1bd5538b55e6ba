namespace BigGraphActors.Cluster.Events;

/// <summary>A node left or was removed.</summary>
/// <param name="Name">The node.</param>
/// <param name="Reason">left, or unreachable.</param>
public sealed record NodeDown(string Name, string Reason) : RunEvent;
