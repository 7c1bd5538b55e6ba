using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Registers the partitions' region: one entity a partition, on the worker nodes.</summary>
internal static class PartitionHosting
{
    /// <summary>Name of the region.</summary>
    public const string RegionName = "partitions";

    /// <summary>Starts the region of this node, or a way to it on a node that is no worker.</summary>
    /// <param name="system">The node.</param>
    /// <param name="role">Role of the nodes that hold entities.</param>
    public static IActorRef StartPartitions(this ActorSystem system, string role) => ClusterSharding.Get(system).Start(
        RegionName,
        Props.Create(() => new PartitionActor()),
        ClusterShardingSettings.Create(system).WithRole(role),
        new Extractor());

    /// <summary>An entity and a shard each: so they spread evenly, and move one at a time.</summary>
    private sealed class Extractor : IMessageExtractor
    {
        public string EntityId(object message) => message is IPartitionMessage partition
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Uri.EscapeDataString(partition.Partition.EntityType)}_{partition.Partition.Index}")
            : null!;

        public object EntityMessage(object message) => message;

        public string ShardId(object message) => EntityId(message);

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }
}
