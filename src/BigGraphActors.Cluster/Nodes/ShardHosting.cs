using Akka.Actor;
using Akka.Cluster.Sharding;

namespace BigGraphActors.Cluster.Nodes;

/// <summary>Starts regions of Akka.NET's cluster sharding in which each shard holds one entity.</summary>
/// <remarks>
/// There are few entities, and each is large. Akka.NET's own <c>HashCodeMessageExtractor</c> puts entities into a fixed
/// number of shards by their hash: two would share a shard and its node while another node has none. With a shard for
/// each, Akka.NET's least-shard allocation spreads them evenly; its limits stand in <c>hocon/cluster.conf</c>.
/// </remarks>
internal static class ShardHosting
{
    /// <summary>Starts the region of this node.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="region">Name of the region.</param>
    /// <param name="role">Role of the nodes that hold entities.</param>
    /// <param name="propsOf">Makes the actor of an entity from its name.</param>
    /// <param name="nameOf">The entity that a message is for, or null where it is for none.</param>
    /// <param name="leave">What an entity is told when it has to leave its node.</param>
    public static IActorRef StartRegion(
        this ActorSystem system,
        string region,
        string role,
        Func<string, Props> propsOf,
        Func<object, string?> nameOf,
        object leave)
    {
        ClusterSharding sharding = ClusterSharding.Get(system);
        ClusterShardingSettings settings = ClusterShardingSettings.Create(system).WithRole(role);
        return sharding.Start(
            region, propsOf, settings, new Extractor(nameOf), sharding.DefaultShardAllocationStrategy(settings), leave);
    }

    /// <summary>Starts a way to the region on a node that holds no entities.</summary>
    public static IActorRef StartRegionProxy(
        this ActorSystem system, string region, string role, Func<object, string?> nameOf) =>
        ClusterSharding.Get(system).StartProxy(region, role, new Extractor(nameOf));

    private sealed class Extractor(Func<object, string?> nameOf) : IMessageExtractor
    {
        public string EntityId(object message) => nameOf(message)!;

        public object EntityMessage(object message) => message;

        public string ShardId(object message) => EntityId(message);

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }
}
