using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Ports;

/// <summary>One generation of one partition's table.</summary>
/// <param name="Partition">The partition that the table belongs to.</param>
/// <param name="Generation">The training that produced the table's bytes.</param>
public readonly record struct PartitionGeneration(PartitionId Partition, Generation Generation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Partition}.{Generation}";
}
