namespace BigGraphActors.Cluster.Events;

/// <summary>A node joined.</summary>
/// <param name="Name">The node.</param>
/// <param name="Roles">Its roles, separated by commas.</param>
public sealed record NodeUp(string Name, string Roles) : RunEvent;
