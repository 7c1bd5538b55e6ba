using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Copies;

/// <summary>Answers <see cref="FindCopy"/>.</summary>
/// <param name="Host">Where the node's data plane listens.</param>
/// <param name="Port">TCP port of the node's data plane.</param>
/// <param name="Rank">Whom to give copies to first: 0 a partition server, 1 a worker, 2 the seed node.</param>
/// <param name="Name">The first of the names asked for that is here; empty when none is.</param>
/// <param name="IsOpen">Whether the node knows the run, and takes copies.</param>
public sealed record CopyPlace(string Host, int Port, int Rank, string Name, bool IsOpen) : IControlMessage;
