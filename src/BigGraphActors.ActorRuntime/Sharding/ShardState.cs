namespace Akka.Cluster.Sharding;

/// <summary>What runs in one shard.</summary>
/// <param name="ShardId">The shard.</param>
/// <param name="EntityIds">The entities that run.</param>
public sealed record ShardState(string ShardId, IImmutableSet<string> EntityIds);
