using BigGraphActors.Cluster.Wire;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Answers <see cref="LocatePartition"/>.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Generation">Which bytes.</param>
/// <param name="Holder">The node that has them in memory, or none known: then a file has them.</param>
/// <param name="HighestTerm">The highest term seen; above the asker's, its lease is stale.</param>
public sealed record PartitionAt(PartitionId Partition, Generation Generation, string? Holder, long HighestTerm)
    : IControlMessage;
