namespace Akka.Cluster.Sharding;

/// <summary>What runs in one shard.</summary>
public sealed class ShardState
{
    internal ShardState(string shardId, IImmutableSet<string> entityIds)
    {
        ShardId = shardId;
        EntityIds = entityIds;
    }

    /// <summary>The shard.</summary>
    public string ShardId { get; }

    /// <summary>The entities that run.</summary>
    public IImmutableSet<string> EntityIds { get; }
}
