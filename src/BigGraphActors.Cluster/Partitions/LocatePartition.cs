using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Asks a partition's entity where some of its bytes are. Trainer → partition; safe to repeat.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">Which bytes: those that the asker's lease builds on.</param>
/// <param name="Term">Term of that lease.</param>
public sealed record LocatePartition(PartitionId Partition, Generation Generation, long Term) : IPartitionMessage;
