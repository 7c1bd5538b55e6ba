namespace Akka.Cluster.Sharding;

/// <summary>Says where shards go, and which should move. Called on the coordinator; must answer soon.</summary>
public interface IShardAllocationStrategy
{
    /// <summary>The region for a shard that has none.</summary>
    /// <param name="requester">The region that asked.</param>
    /// <param name="shardId">The shard.</param>
    /// <param name="currentShardAllocations">
    /// All regions with their shards, in the order in which they got them.
    /// </param>
    Task<IActorRef> AllocateShard(IActorRef requester, string shardId,
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations);

    /// <summary>The shards to move; they are allocated anew when next needed.</summary>
    /// <param name="currentShardAllocations">All regions with their shards.</param>
    /// <param name="rebalanceInProgress">Those that move already.</param>
    Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations,
            IImmutableSet<string> rebalanceInProgress);
}
