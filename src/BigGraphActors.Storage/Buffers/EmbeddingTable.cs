namespace BigGraphActors.Storage.Buffers;

/// <summary>One partition in memory: rows of float32 and one row-Adagrad sum for each row.</summary>
/// <remarks>
/// Row <c>i</c> lies at <c>Values[i * Stride]</c>; the elements from <see cref="Dim"/> to <see cref="Stride"/> are
/// zero and must stay so, because kernels run over whole strides. The owner disposes it; whoever checks it out of a
/// partition store owns it until it is checked in.
/// </remarks>
public sealed class EmbeddingTable : IDisposable
{
    /// <summary>Floats in one 64-byte line; strides are multiples of it.</summary>
    public const int StrideMultiple = 16;

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

    /// <summary>A table of its own with the same rows and sums; the caller owns it.</summary>
    public EmbeddingTable Copy()
    {
        EmbeddingTable copy = new(RowCount, Dim);
        CopyTo(Values, copy.Values);
        CopyTo(RowSums, copy.RowSums);
        return copy;
    }

    private static void CopyTo(NativeBuffer<float> from, NativeBuffer<float> to)
    {
        const int Piece = 1 << 28;
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
