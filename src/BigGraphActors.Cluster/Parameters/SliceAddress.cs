namespace BigGraphActors.Cluster.Parameters;

/// <summary>Where a slice can be reached.</summary>
/// <param name="Host">Host of the node's data plane.</param>
/// <param name="Port">TCP port of that data plane.</param>
internal readonly record struct SliceAddress(string Host, int Port);
