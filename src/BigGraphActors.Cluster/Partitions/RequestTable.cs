using BigGraphActors.Cluster.Wire;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Asks a node for a ticket to a table in its memory. Trainer → table keeper; safe to repeat.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The generation that the table must have.</param>
public sealed record RequestTable(PartitionId Partition, Generation Generation) : IControlMessage;
