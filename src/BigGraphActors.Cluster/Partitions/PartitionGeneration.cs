using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>One generation of one partition's table.</summary>
/// <param name="Partition">Whose table.</param>
/// <param name="Generation">Which bytes.</param>
public readonly record struct PartitionGeneration(PartitionId Partition, Generation Generation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Partition}.{Generation}";
}
