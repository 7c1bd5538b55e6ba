using BigGraphActors.Cluster.Wire;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Asks a node for a ticket to a table in its memory. Trainer → table keeper; safe to repeat.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Generation">Which bytes.</param>
public sealed record RequestTable(PartitionId Partition, Generation Generation) : IControlMessage;
