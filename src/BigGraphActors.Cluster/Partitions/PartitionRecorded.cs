using BigGraphActors.Cluster.Wire;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Answers <see cref="RecordPartition"/>.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The generation that was to be recorded.</param>
/// <param name="HighestTerm">The highest term seen; above the generation's, the check-in is refused.</param>
public sealed record PartitionRecorded(PartitionId Partition, Generation Generation, long HighestTerm)
    : IControlMessage
{
    /// <summary>Whether a newer lease exists, so that what was trained is dropped.</summary>
    public bool IsRefused => HighestTerm > Generation.Term;
}
