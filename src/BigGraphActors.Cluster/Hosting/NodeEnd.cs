namespace BigGraphActors.Cluster.Hosting;

/// <summary>Why a node's life ended.</summary>
/// <param name="Cause">Decides the exit code of the process.</param>
/// <param name="Reason">For people; empty when the run is done.</param>
public sealed record NodeEnd(NodeEndCause Cause, string Reason);

/// <summary>Thrown when a cluster does not let this node in, so that it cannot be asked.</summary>
/// <param name="reason">Why, and what to do.</param>
public sealed class NodeRefusedException(string reason) : Exception(reason);
