using System.Diagnostics;
using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Checks that the spans handed to a kernel hold what the counts beside them claim.</summary>
/// <remarks>A few compares for a whole block; behind them the kernels go by pointer and check nothing.</remarks>
internal static class Shapes
{
    /// <summary>Demands <c>rows * stride</c> floats, in rows of whole vectors.</summary>
    public static void Block(
        ReadOnlySpan<float> block, int rows, int stride, [CallerArgumentExpression(nameof(block))] string name = "")
    {
        if (rows < 0 || stride < 0 || stride % RowLayout.StrideMultiple != 0 || (long)rows * stride > block.Length)
        {
            Reject(name, block.Length, rows, stride);
        }
    }

    /// <summary>Demands rows of whole vectors with room for the columns and their padding.</summary>
    /// <remarks>
    /// A part of the columns of a larger tile fits too: behind its last row a whole stride may be missing.
    /// </remarks>
    public static void Tile(
        ReadOnlySpan<float> tile, int rows, int columns, int stride,
        [CallerArgumentExpression(nameof(tile))] string name = "")
    {
        if ((uint)columns > (uint)stride)
        {
            throw new ArgumentException($"{columns} columns in rows of stride {stride}", name);
        }

        long needed = rows == 0 ? 0 : ((rows - 1L) * stride) + RowLayout.StrideFor(columns);
        if (rows < 0 || stride % RowLayout.StrideMultiple != 0 || needed > tile.Length)
        {
            Reject(name, tile.Length, rows, stride);
        }
    }

    /// <summary>Demands at least <paramref name="count"/> elements.</summary>
    public static void AtLeast<T>(
        ReadOnlySpan<T> values, int count, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        if (values.Length < count)
        {
            throw new ArgumentException($"{values.Length} elements, at least {count} needed", name);
        }
    }

    /// <summary>Demands a table whose rows are whole vectors.</summary>
    public static void Table(RowTable table)
    {
        if (table.Stride % RowLayout.StrideMultiple != 0 || table.Dim > table.Stride)
        {
            throw new ArgumentException(
                $"dim {table.Dim}, stride {table.Stride}: a multiple of {RowLayout.StrideMultiple} needed",
                nameof(table));
        }
    }

    /// <summary>Asserts, in debug builds, that every index names a row.</summary>
    [Conditional("DEBUG")]
    public static void Indices(ReadOnlySpan<int> rows, long rowCount)
    {
        foreach (int row in rows)
        {
            Debug.Assert((uint)row < rowCount, $"row {row} of {rowCount}");
        }
    }

    /// <summary>
    /// Zeroes what whole vectors leave untouched between a row's columns and the next multiple of 16.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void ClearPadding<TWidth, TVector>(float* row, int columns)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        int first = (columns + TWidth.Count - 1) & -TWidth.Count;
        for (int i = first; i < RowLayout.Padded(columns); i += TWidth.Count)
        {
            TWidth.Store(TWidth.Broadcast(0f), row + i);
        }
    }

    private static void Reject(string name, int length, int rows, int stride) =>
        throw new ArgumentException(
            $"{length} elements for {rows} rows of stride {stride}, which must be a multiple of "
            + $"{RowLayout.StrideMultiple}",
            name);
}
