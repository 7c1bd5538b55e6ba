namespace BigGraphActors.Numerics.Layout;

/// <summary>Rows of a table that are needed next, to be brought into the cache meanwhile.</summary>
/// <param name="table">The table that holds the rows.</param>
/// <param name="rows">Which; none where nothing is known. Not checked in release builds.</param>
public readonly ref struct RowsAhead(RowTable table, ReadOnlySpan<int> rows)
{
    /// <summary>The table that holds the rows.</summary>
    public RowTable Table { get; } = table;

    /// <summary>Row numbers in the table; empty when none are known.</summary>
    public ReadOnlySpan<int> Rows { get; } = rows;
}
