namespace BigGraphActors.Schema.Graph;

/// <summary>All edges whose ends lie in one pair of partitions; the unit of training.</summary>
/// <param name="Lhs">Partition of the left-hand side, from 0.</param>
/// <param name="Rhs">Partition of the right-hand side, from 0.</param>
/// <remarks>PBG: <c>Bucket</c>; printed as <c>( lhs , rhs )</c>.</remarks>
public readonly record struct Bucket(int Lhs, int Rhs)
{
    /// <summary>The bucket with the two sides exchanged.</summary>
    public Bucket Transposed => new(Rhs, Lhs);

    /// <summary>The partition of one side.</summary>
    public int Of(Side side) => side == Side.Lhs ? Lhs : Rhs;

    /// <inheritdoc/>
    public override string ToString() => $"( {Lhs} , {Rhs} )";
}

/// <summary>Names one slice of an entity type.</summary>
/// <param name="EntityType">Key of the type in the configuration's <c>entities</c>.</param>
/// <param name="Index">Partition, from 0.</param>
public readonly record struct PartitionId(string EntityType, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"{EntityType}_{Index}";
}

/// <summary>The two ends of an edge: the left-hand side is its source, the right-hand side its destination.</summary>
public enum Side
{
    /// <summary>Left-hand side (head, source).</summary>
    Lhs,

    /// <summary>Right-hand side (tail, destination).</summary>
    Rhs,
}
