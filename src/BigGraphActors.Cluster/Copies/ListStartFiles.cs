using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Copies;

/// <summary>Asks the seed node which files a trainer must have to begin. Node → <c>/user/copies</c>.</summary>
public sealed record ListStartFiles : IControlMessage;
