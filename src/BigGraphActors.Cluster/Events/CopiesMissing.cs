using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Events;

/// <summary>A node waits for others to take or give a copy of a table; training goes on when they are back.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The training that produced the table's bytes.</param>
/// <param name="Reason">What is missing, for people.</param>
public sealed record CopiesMissing(PartitionId Partition, Generation Generation, string Reason) : RunEvent;
