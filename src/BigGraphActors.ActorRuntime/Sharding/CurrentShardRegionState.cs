namespace Akka.Cluster.Sharding;

/// <summary>What runs in one region.</summary>
/// <param name="Shards">Its shards.</param>
public sealed record CurrentShardRegionState(IImmutableSet<ShardState> Shards);
