using BigGraphActors.Cluster.Wire;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Answers <see cref="LocatePartition"/>.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The generation that was asked for.</param>
/// <param name="Holder">The node that has them in memory, or none known: then a file has them.</param>
/// <param name="HighestTerm">The highest term seen; above the asker's, its lease is stale.</param>
public sealed record PartitionAt(PartitionId Partition, Generation Generation, string? Holder, long HighestTerm)
    : IControlMessage;
