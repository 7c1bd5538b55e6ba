namespace Akka.Cluster.Sharding;

/// <summary>The strategy that comes with the runtime.</summary>
public static class ShardAllocationStrategy
{
    /// <summary>New shards to the region with the fewest; some move from the fullest to level out.</summary>
    /// <param name="absoluteLimit">Most shards to move in one round.</param>
    /// <param name="relativeLimit">Most of all shards to move in one round, as a fraction.</param>
    public static IShardAllocationStrategy LeastShardAllocationStrategy(int absoluteLimit, double relativeLimit) =>
        new LeastShards(absoluteLimit, relativeLimit);
}
