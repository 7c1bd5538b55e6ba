namespace BigGraphActors.Schema.Graph;

/// <summary>Names one slice of an entity type.</summary>
/// <param name="EntityType">Key of the type in the configuration's <c>entities</c>.</param>
/// <param name="Index">Partition, from 0.</param>
public readonly record struct PartitionId(string EntityType, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"{EntityType}_{Index}";
}
