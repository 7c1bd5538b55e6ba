using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Events;

/// <summary>A node waits for others to take or give a copy of a table; training goes on when they are back.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Generation">Which bytes.</param>
/// <param name="Reason">What is missing, for people.</param>
public sealed record CopiesMissing(PartitionId Partition, Generation Generation, string Reason) : RunEvent;
