using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Events;

/// <summary>A table was fetched from another node, or read from a file.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The training that produced the table's bytes.</param>
/// <param name="Source">The node that had it in memory; empty when it came from a file.</param>
/// <param name="Bytes">Bytes moved.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record PartitionMoved(
    PartitionId Partition,
    Generation Generation,
    string Source,
    long Bytes,
    double Seconds) : RunEvent;
