namespace BigGraphActors.Cluster.Runs;

/// <summary>A node as the cluster sees it.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Roles">Its roles, separated by commas.</param>
/// <param name="State">up, joining, leaving or unreachable.</param>
public sealed record NodeStatus(string Name, string Roles, string State);
