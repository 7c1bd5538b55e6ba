using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Rows of a table that are needed next, to be prefetched meanwhile.</summary>
/// <param name="table">The table that holds the rows.</param>
/// <param name="rows">Which; none where nothing is known. Not checked in release builds.</param>
public readonly ref struct PrefetchRows(RowTable table, ReadOnlySpan<int> rows)
{
    /// <summary>The table that holds the rows.</summary>
    public RowTable Table { get; } = table;

    /// <summary>Row numbers in the table; empty when none are known.</summary>
    public ReadOnlySpan<int> Rows { get; } = rows;
}

/// <summary>Rows of a table that are prefetched, some lines at a time.</summary>
/// <remarks>
/// The processor can wait for a dozen lines at once. Prefetched in one go, a thousand rows hold the thread up as if
/// they were read; a few between one register tile and the next arrive while the tile is computed. Lives on the stack.
/// </remarks>
internal unsafe struct PrefetchQueue(float* table, int stride, int* rows, int count)
{
    private int _row;
    private int _column;

    /// <summary>Lines of the whole queue.</summary>
    public readonly long Lines => (long)count * (stride / RowLayout.StrideMultiple);

    /// <summary>Lines that are not prefetched yet.</summary>
    public readonly long Left =>
        Lines - ((long)_row * (stride / RowLayout.StrideMultiple)) - (_column / RowLayout.StrideMultiple);

    /// <summary>Prefetches the next lines; does nothing after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefetch(int lines)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        while (lines > 0 && _row < count)
        {
            float* start = table + ((nint)rows[_row] * stride);
            int end = Math.Min(stride, _column + (lines * RowLayout.StrideMultiple));
            lines -= (end - _column) / RowLayout.StrideMultiple;
            for (nint i = _column; i < end; i += RowLayout.StrideMultiple)
            {
                Sse.Prefetch1(start + i);
            }

            _row += end == stride ? 1 : 0;
            _column = end == stride ? 0 : end;
        }
    }
}
