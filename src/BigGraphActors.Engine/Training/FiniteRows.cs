using System.Numerics;
using System.Runtime.InteropServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Looks for numbers in a table that are none: infinities, and what comes of them.</summary>
/// <remarks>One pass over the memory, as fast as it can be read; far below the cost of writing the table.</remarks>
public static class FiniteRows
{
    private const uint Exponent = 0x7F80_0000;
    private const int Piece = 1 << 20;

    /// <summary>The first row with such a number in its values or its sum, or none.</summary>
    public static long? FindBroken(EmbeddingTable table) =>
        FindIn(table.Values, table.Stride) is { } inValues ? inValues : FindIn(table.RowSums, 1);

    /// <summary>All rows with such a number in their values, in order; usually none.</summary>
    public static IReadOnlyList<long> FindAllBroken(EmbeddingTable table)
    {
        List<long> broken = [];
        if (FindIn(table.Values, table.Stride) is not { } first)
        {
            return broken;
        }

        for (long row = first; row < table.RowCount; row++)
        {
            if (!AreFinite(table.Row(row)))
            {
                broken.Add(row);
            }
        }

        return broken;
    }

    private static long? FindIn(NativeBuffer<float> buffer, int stride)
    {
        for (long start = 0; start < buffer.Length; start += Piece)
        {
            Span<float> piece = buffer.AsSpan(start, (int)Math.Min(Piece, buffer.Length - start));
            if (!AreFinite(piece))
            {
                int at = 0;
                while (float.IsFinite(piece[at]))
                {
                    at++;
                }

                return (start + at) / stride;
            }
        }

        return null;
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<uint>> vectors = MemoryMarshal.Cast<float, Vector<uint>>(values);
        Vector<uint> exponent = new(Exponent);
        Vector<uint> broken = Vector<uint>.Zero;
        foreach (Vector<uint> vector in vectors)
        {
            broken |= Vector.Equals(vector & exponent, exponent);
        }

        bool finite = broken == Vector<uint>.Zero;
        foreach (float value in values[(vectors.Length * Vector<uint>.Count)..])
        {
            finite &= float.IsFinite(value);
        }

        return finite;
    }
}
