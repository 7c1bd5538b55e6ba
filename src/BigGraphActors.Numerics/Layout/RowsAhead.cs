namespace BigGraphActors.Numerics.Layout;

/// <summary>Rows of a table that are needed next, to be brought into the cache meanwhile.</summary>
/// <param name="table">Whose rows.</param>
/// <param name="rows">Which; none where nothing is known. Not checked in release builds.</param>
public readonly ref struct RowsAhead(RowTable table, ReadOnlySpan<int> rows)
{
    /// <summary>Whose rows.</summary>
    public RowTable Table { get; } = table;

    /// <summary>Which.</summary>
    public ReadOnlySpan<int> Rows { get; } = rows;
}
