using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Copies;

/// <summary>Answers <see cref="ListStartFiles"/>, on the seed node.</summary>
/// <param name="Host">Where the seed node's data plane listens.</param>
/// <param name="Port">TCP port of the seed node's data plane.</param>
/// <param name="Names">Files to fetch, in this order.</param>
public sealed record StartFiles(string Host, int Port, string[] Names) : IControlMessage;
