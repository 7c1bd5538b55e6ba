namespace Akka.Cluster.Sharding.Protocol;

/// <summary>What the world has to do for a region.</summary>
internal abstract record RegionEffect
{
    /// <summary>Send to the coordinator's node, at most once.</summary>
    public sealed record Send(UniqueAddress To, ShardingMessage Message) : RegionEffect;

    /// <summary>The shard is ours: it may run, and what was kept for it goes there.</summary>
    public sealed record StartShard(string Shard) : RegionEffect;

    /// <summary>Stop the shard's entities, and say so with <see cref="RegionState.ShardStopped"/>.</summary>
    public sealed record StopShard(string Shard) : RegionEffect;

    /// <summary>What was kept for the shard goes to another region.</summary>
    public sealed record Release(string Shard, UniqueAddress Home) : RegionEffect;

    /// <summary>All is handed over: the region may stop.</summary>
    public sealed record Closed : RegionEffect;
}
