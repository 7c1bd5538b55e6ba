using System.Numerics;
using System.Runtime.InteropServices;

namespace BigGraphActors.Numerics.Scoring;

/// <summary>Sums along a tile of scores or gradients, and the sums' own gradients.</summary>
/// <remarks>
/// Tiles are row-major, rows <c>stride</c> floats apart; only the first <c>columns</c> of a row count.
/// </remarks>
public static class TileSums
{
    /// <summary>
    /// Adds one value to each row and one to each column: <c>t_kj += rowValues_k + columnValues_j</c>.
    /// </summary>
    /// <param name="tile"><c>[rows × stride]</c>, changed in place.</param>
    /// <param name="columns">Columns that count; at most the stride.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rowValues">One value for each row; its length is the number of rows.</param>
    /// <param name="columnValues">One value for each column.</param>
    public static void AddOuter(
        Span<float> tile, int columns, int stride, ReadOnlySpan<float> rowValues, ReadOnlySpan<float> columnValues)
    {
        for (int row = 0; row < rowValues.Length; row++)
        {
            Span<float> scores = tile.Slice(row * stride, columns);
            float value = rowValues[row];
            Vector<float> wide = new(value);
            int at = 0;
            for (; at <= columns - Vector<float>.Count; at += Vector<float>.Count)
            {
                (new Vector<float>(scores[at..]) + new Vector<float>(columnValues[at..]) + wide).CopyTo(scores[at..]);
            }

            for (; at < columns; at++)
            {
                scores[at] += columnValues[at] + value;
            }
        }
    }

    /// <summary>Adds a number to each element of the first columns of a tile.</summary>
    /// <param name="tile">Changed in place.</param>
    /// <param name="extent">Rows, and columns that count; at most the stride.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="value">Added once to each element.</param>
    public static void AddNumber(Span<float> tile, (int Rows, int Columns) extent, int stride, float value)
    {
        Vector<float> wide = new(value);
        for (int row = 0; row < extent.Rows; row++)
        {
            Span<float> scores = tile.Slice(row * stride, extent.Columns);
            int at = 0;
            for (; at <= scores.Length - Vector<float>.Count; at += Vector<float>.Count)
            {
                (new Vector<float>(scores[at..]) + wide).CopyTo(scores[at..]);
            }

            for (; at < scores.Length; at++)
            {
                scores[at] += value;
            }
        }
    }

    /// <summary>Adds a tile to the first rows and columns of another.</summary>
    /// <param name="tile">Changed in place.</param>
    /// <param name="stride">Floats from one of its rows to the next.</param>
    /// <param name="other">The tile that is added; must not overlap the first.</param>
    /// <param name="otherStride">Floats from one of its rows to the next.</param>
    /// <param name="extent">How much of it; the columns are at most either stride.</param>
    public static void AddTile(
        Span<float> tile, int stride, ReadOnlySpan<float> other, int otherStride, (int Rows, int Columns) extent)
    {
        for (int row = 0; row < extent.Rows; row++)
        {
            Span<float> to = tile.Slice(row * stride, extent.Columns);
            ReadOnlySpan<float> from = other.Slice(row * otherStride, extent.Columns);
            int at = 0;
            for (; at <= extent.Columns - Vector<float>.Count; at += Vector<float>.Count)
            {
                (new Vector<float>(to[at..]) + new Vector<float>(from[at..])).CopyTo(to[at..]);
            }

            for (; at < extent.Columns; at++)
            {
                to[at] += from[at];
            }
        }
    }

    /// <summary>
    /// Adds the sum of each row to <paramref name="destination"/>, whose length is the number of rows.
    /// </summary>
    public static void AddRowSums(ReadOnlySpan<float> tile, int columns, int stride, Span<float> destination)
    {
        for (int row = 0; row < destination.Length; row++)
        {
            ReadOnlySpan<float> values = tile.Slice(row * stride, columns);
            ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(values);
            Vector<float> sum = Vector<float>.Zero;
            foreach (Vector<float> lanes in wide)
            {
                sum += lanes;
            }

            float total = Vector.Sum(sum);
            for (int at = wide.Length * Vector<float>.Count; at < columns; at++)
            {
                total += values[at];
            }

            destination[row] += total;
        }
    }

    /// <summary>
    /// Adds the sum of each column to <paramref name="destination"/>, whose length is the number of columns.
    /// </summary>
    public static void AddColumnSums(ReadOnlySpan<float> tile, int rows, int stride, Span<float> destination)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = tile.Slice(row * stride, destination.Length);
            int at = 0;
            for (; at <= destination.Length - Vector<float>.Count; at += Vector<float>.Count)
            {
                (new Vector<float>(destination[at..]) + new Vector<float>(values[at..])).CopyTo(destination[at..]);
            }

            for (; at < destination.Length; at++)
            {
                destination[at] += values[at];
            }
        }
    }
}
