namespace BigGraphActors.Storage.Buffers;

/// <summary>One partition in memory: rows of float32 and one row-Adagrad sum for each row.</summary>
/// <remarks>
/// Row <c>i</c> lies at <c>Values[i * Stride]</c>; the elements from <see cref="Dim"/> to <see cref="Stride"/> are
/// zero and must stay so, because kernels run over whole strides. The owner disposes it. A caller that checks it out
/// of a partition store owns it until it is checked in.
/// </remarks>
public sealed class EmbeddingTable : IDisposable
{
    /// <summary>Floats in one 64-byte line; strides are multiples of it.</summary>
    public const int StrideMultiple = 16;

    private const int Piece = 1 << 28;

    /// <summary>Allocates a table of zeros.</summary>
    /// <param name="rowCount">Rows, 0 or more.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    public EmbeddingTable(long rowCount, int dim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        RowCount = rowCount;
        Dim = dim;
        Stride = StrideFor(dim);
        Values = new NativeBuffer<float>(checked(rowCount * Stride));
        RowSums = new NativeBuffer<float>(rowCount);
    }

    /// <summary>Rows in the table.</summary>
    public long RowCount { get; }

    /// <summary>Elements of a row that carry a value.</summary>
    public int Dim { get; }

    /// <summary>Elements from the start of one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The rows, <c>[RowCount × Stride]</c>.</summary>
    public NativeBuffer<float> Values { get; }

    /// <summary>
    /// Sum of mean squared gradients per row, <c>[RowCount]</c>. PBG: <c>RowAdagrad</c>'s <c>sum</c>.
    /// </summary>
    public NativeBuffer<float> RowSums { get; }

    /// <summary>The distance between rows for a dimension: the next multiple of 16.</summary>
    public static int StrideFor(int dim) => (dim + StrideMultiple - 1) / StrideMultiple * StrideMultiple;

    /// <summary>The values of one row, without padding.</summary>
    public Span<float> Row(long index) => Values.AsSpan(index * Stride, Dim);

    /// <summary>Copies rows and sums.</summary>
    /// <param name="destination">Of the same shape.</param>
    public void CopyTo(EmbeddingTable destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.RowCount, RowCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Dim, Dim);
        CopyTo(Values, destination.Values);
        CopyTo(RowSums, destination.RowSums);
    }

    /// <summary>Sets all row sums to zero, as they are in a new table.</summary>
    public void ClearSums()
    {
        for (long start = 0; start < RowSums.Length; start += Piece)
        {
            RowSums.AsSpan(start, (int)Math.Min(Piece, RowSums.Length - start)).Clear();
        }
    }

    private static void CopyTo(NativeBuffer<float> from, NativeBuffer<float> to)
    {
        for (long start = 0; start < from.Length; start += Piece)
        {
            int length = (int)Math.Min(Piece, from.Length - start);
            from.AsSpan(start, length).CopyTo(to.AsSpan(start, length));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        RowSums.Dispose();
    }
}

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
