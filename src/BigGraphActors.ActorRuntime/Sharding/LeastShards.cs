namespace Akka.Cluster.Sharding;

internal sealed class LeastShards(int absoluteLimit, double relativeLimit) : IShardAllocationStrategy
{
    public Task<IActorRef> AllocateShard(IActorRef requester, string shardId,
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        Task.FromResult(currentShardAllocations
            .OrderBy(static pair => pair.Value.Count).ThenBy(static pair => pair.Key.Path.Address).First().Key);

    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations,
            IImmutableSet<string> rebalanceInProgress)
    {
        var moving = ImmutableHashSet<string>.Empty;
        var total = currentShardAllocations.Values.Sum(static shards => shards.Count);
        if (rebalanceInProgress.Count > 0 || total == 0)
        {
            return Task.FromResult<IImmutableSet<string>>(moving);
        }

        var limit = Math.Max(1, Math.Min(absoluteLimit, (int)(total * relativeLimit)));
        var fair = (total + currentShardAllocations.Count - 1) / currentShardAllocations.Count;
        var room = currentShardAllocations.Values.Sum(shards =>
            Math.Max(0, (total / currentShardAllocations.Count) - shards.Count));
        foreach (var shards in currentShardAllocations.Values.OrderByDescending(static shards => shards.Count))
        {
            moving = moving.Union(shards.Take(Math.Max(0, shards.Count - fair)));
        }

        if (moving.IsEmpty && room > 0)
        {
            // All are within one of each other but one has two fewer than the fullest.
            moving = [currentShardAllocations.Values.MaxBy(static shards => shards.Count)![0]];
        }

        return Task.FromResult<IImmutableSet<string>>(moving.Take(limit).ToImmutableHashSet());
    }
}
