using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Copies;

/// <summary>Asks a node where its copies are, and whether it has one. Node → <c>/user/copies</c>.</summary>
/// <param name="Names">Names of the same content, the likeliest first; may be empty.</param>
public sealed record FindCopy(string[] Names) : IControlMessage;
