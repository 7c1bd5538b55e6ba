namespace BigGraphActors.Cluster.Hosting;

/// <summary>Why a node's life ended.</summary>
/// <param name="Cause">What ended it.</param>
/// <param name="Reason">For people; empty when the run is done.</param>
public sealed record NodeEnd(NodeEndCause Cause, string Reason);
