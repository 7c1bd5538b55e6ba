using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

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
