namespace BigGraphActors.Storage.Import;

/// <summary>What a column of an edge list is taken for.</summary>
public enum ColumnRole
{
    /// <summary>Nothing that an import needs.</summary>
    None,

    /// <summary>The left-hand side.</summary>
    Lhs,

    /// <summary>The relation of the edge.</summary>
    Relation,

    /// <summary>The right-hand side.</summary>
    Rhs,

    /// <summary>The weight of the edge.</summary>
    Weight,
}
