using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Tells a partition's entity of new durable bytes. Trainer → partition; safe to repeat.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">What was trained, with the term of the lease.</param>
/// <param name="Holder">The node that has it in memory too.</param>
public sealed record RecordPartition(PartitionId Partition, Generation Generation, string Holder) : IPartitionMessage;
