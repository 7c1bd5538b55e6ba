namespace BigGraphActors.Cluster.Parameters;

/// <summary>The shards on a trainer's own node, which it asks without a socket.</summary>
/// <param name="Address">Where others reach them.</param>
/// <param name="Server">Theirs; outlives whoever asks.</param>
internal sealed record OwnShards(SliceAddress Address, ParameterServer Server);
