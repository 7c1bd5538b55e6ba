using System.Globalization;
using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Registers the partitions' region: one entity a partition, on the worker nodes.</summary>
internal static class PartitionHosting
{
    /// <summary>Name of the region.</summary>
    public const string RegionName = "partitions";

    /// <summary>Starts the region of this node.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="role">Role of the nodes that hold entities.</param>
    public static IActorRef StartPartitions(this ActorSystem system, string role) => system.StartRegion(
        RegionName, role, _ => Props.Create(() => new PartitionActor()), NameOf, PoisonPill.Instance);

    private static string? NameOf(object message) => message is IPartitionMessage { Partition: var partition }
        ? string.Create(
            CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(partition.EntityType)}_{partition.Index}")
        : null;
}
