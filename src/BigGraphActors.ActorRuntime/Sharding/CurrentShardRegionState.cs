namespace Akka.Cluster.Sharding;

/// <summary>What runs in one region.</summary>
public sealed class CurrentShardRegionState
{
    internal CurrentShardRegionState(IImmutableSet<ShardState> shards)
    {
        Shards = shards;
    }

    /// <summary>Its shards.</summary>
    public IImmutableSet<ShardState> Shards { get; }
}
