namespace BigGraphActors.Storage.Buffers;

/// <summary>Tables that nobody needs just now, kept so that the next of their shape need not be allocated.</summary>
/// <remarks>
/// The system clears the memory that it gives out, page by page, and takes it back when it is freed: for tables that
/// live for one bucket that is as much work as copying them. Any thread.
/// </remarks>
/// <param name="mostBytes">Memory that spare tables may take; what does not fit is freed.</param>
public sealed class SpareTables(long mostBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<EmbeddingTable> _spare = [];
    private long _bytes;
    private bool _isClosed;

    /// <summary>A table of some shape, which is the caller's: what is in its rows is undefined, its sums are zero.
    /// </summary>
    public EmbeddingTable Rent(long rowCount, int dim)
    {
        EmbeddingTable? table;
        lock (_lock)
        {
            table = _spare.Find(spare => spare.RowCount == rowCount && spare.Dim == dim);
            if (table is null)
            {
                return new EmbeddingTable(rowCount, dim);
            }

            _spare.Remove(table);
            _bytes -= BytesOf(table);
        }

        table.ClearSums();
        return table;
    }

    /// <summary>Takes a table that nobody uses any more; frees it where there are enough.</summary>
    /// <param name="table">The caller gives it up.</param>
    public void Return(EmbeddingTable table)
    {
        lock (_lock)
        {
            if (!_isClosed && _bytes + BytesOf(table) <= mostBytes)
            {
                _spare.Add(table);
                _bytes += BytesOf(table);
                return;
            }
        }

        table.Dispose();
    }

    /// <summary>Frees all, now and later.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _spare.ForEach(table => table.Dispose());
            _spare.Clear();
            _bytes = 0;
        }
    }

    private static long BytesOf(EmbeddingTable table) => (table.Values.Length + table.RowSums.Length) * sizeof(float);
}
