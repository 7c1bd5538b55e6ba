using System.Runtime.InteropServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>A table as the bytes that cross the wire: all rows with their padding, then all row sums.</summary>
/// <remarks>
/// Little-endian float32, as it lies in memory: nothing is copied or converted. A frame never holds both parts.
/// </remarks>
/// <param name="table">Stays its owner's.</param>
internal readonly struct TableBytes(EmbeddingTable table)
{
    private long ValueBytes => table.Values.Length * sizeof(float);

    /// <summary>Bytes of both parts.</summary>
    public long Length => ValueBytes + (table.RowSums.Length * sizeof(float));

    /// <summary>Bytes of a table with so many rows and elements.</summary>
    public static long LengthOf(long rowCount, int dim) =>
        rowCount * (EmbeddingTable.StrideFor(dim) + 1L) * sizeof(float);

    /// <summary>The next piece.</summary>
    /// <param name="offset">From the start; a multiple of 4.</param>
    /// <param name="most">At most so many bytes; a multiple of 4.</param>
    public Span<byte> At(long offset, int most)
    {
        bool isValues = offset < ValueBytes;
        NativeBuffer<float> part = isValues ? table.Values : table.RowSums;
        long first = (isValues ? offset : offset - ValueBytes) / sizeof(float);
        int count = (int)Math.Min(most / sizeof(float), part.Length - first);
        return MemoryMarshal.AsBytes(part.AsSpan(first, count));
    }
}
