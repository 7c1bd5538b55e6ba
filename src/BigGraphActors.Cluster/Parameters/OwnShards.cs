using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>The shards on a trainer's own node, which it asks without a socket.</summary>
/// <param name="Address">Where others reach them.</param>
/// <param name="Server">The server of these shards; outlives its callers.</param>
internal sealed record OwnShards(SliceAddress Address, ParameterServer Server);
