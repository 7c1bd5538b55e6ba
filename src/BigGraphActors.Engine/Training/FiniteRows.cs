using System.Numerics;
using System.Runtime.InteropServices;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Settings;
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

/// <summary>Counts vectors that no gradient has ever moved.</summary>
/// <remarks>
/// Their sum of row-Adagrad is still zero: entities without edges that were never drawn, or whose negatives never cost
/// anything. A pass over the sums, one number a row.
/// </remarks>
public static class IdleRows
{
    private const int Piece = 1 << 20;

    /// <summary>How many rows of a table have a sum of zero.</summary>
    public static long Count(EmbeddingTable table)
    {
        long count = 0;
        for (long start = 0; start < table.RowCount; start += Piece)
        {
            ReadOnlySpan<float> sums = table.RowSums.AsSpan(start, (int)Math.Min(Piece, table.RowCount - start));
            count += sums.Count(0f);
        }

        return count;
    }
}

/// <summary>Training produced a loss that is no number; what was computed is not kept.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Makes the exception with a message of its own.</summary>
    /// <param name="message">Bucket, batch and what to try.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses a table that training would start from.</summary>
    /// <param name="table">The table that was just read.</param>
    /// <param name="what">Which, and where from.</param>
    /// <exception cref="TrainingDivergedException">When a value of it is not a number.</exception>
    public static void ThrowIfBroken(EmbeddingTable table, string what)
    {
        if (FiniteRows.FindBroken(table) is { } row)
        {
            throw new TrainingDivergedException(
                $"{what} holds a value that is not a number (NaN or infinite) in row {row}, or in its "
                + "optimiser's state; training would spread it. Go back to an earlier version, such as a snapshot "
                + "under epoch_K, or start anew");
        }
    }

    /// <summary>A batch's loss was no number.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="lease">The bucket.</param>
    /// <param name="edges">Edges that were trained before it.</param>
    internal static TrainingDivergedException InBatch(RunSettings settings, BucketLease lease, long edges) => new(
        $"the loss is no longer a number: epoch {lease.Position.Epoch + 1}, bucket {lease.Bucket}, after " +
        $"{edges:N0} edges of a thread. The checkpoint keeps the last whole version. A lower lr than " +
        $"{settings.Lr}, a max_norm, or another comparator may help");
}
