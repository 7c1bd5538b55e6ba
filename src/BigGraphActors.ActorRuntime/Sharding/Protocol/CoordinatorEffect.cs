namespace Akka.Cluster.Sharding.Protocol;

/// <summary>What the world has to do for the coordinator.</summary>
internal abstract record CoordinatorEffect
{
    /// <summary>Send to a region, at most once.</summary>
    public sealed record Send(UniqueAddress To, ShardingMessage Message) : CoordinatorEffect;

    /// <summary>Choose a region for the shard, and say so with <see cref="CoordinatorState.Allocated"/>.</summary>
    public sealed record Allocate(string Shard, UniqueAddress Requester) : CoordinatorEffect;
}
