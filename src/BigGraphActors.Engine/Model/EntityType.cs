namespace BigGraphActors.Engine.Model;

/// <summary>An entity type with everything that training needs to know of it.</summary>
/// <param name="Index">Position in the configuration's <c>entities</c>.</param>
/// <param name="Name">Key in the configuration.</param>
/// <param name="Dim">Elements of a vector of this type.</param>
/// <param name="Featurized">An entity is the mean of feature rows; the table's rows are features.</param>
/// <param name="Counts">Rows of each partition; its length is the number of partitions.</param>
public sealed record EntityType(int Index, string Name, int Dim, bool Featurized, IReadOnlyList<long> Counts)
{
    /// <summary>Slices the type is cut into; 1 means unpartitioned.</summary>
    public int Partitions => Counts.Count;
}
