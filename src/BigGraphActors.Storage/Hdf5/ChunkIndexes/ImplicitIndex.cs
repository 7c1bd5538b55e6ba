using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Layouts;

namespace BigGraphActors.Storage.Hdf5.ChunkIndexes;

/// <summary>No index at all: all chunks of a fixed array lie one after the other.</summary>
internal static class ImplicitIndex
{
    public static IEnumerable<ChunkRecord> Read(FileBytes file, long address, ChunkGrid grid)
    {
        file.RequireInside(address, grid.ChunkBytes, "a dataset's chunks");
        var order = new ChunkOrder(grid);

        // The file's end bounds the number of chunks, whatever the shape says.
        long most = (file.Length - address) / grid.ChunkBytes;
        long count = Math.Min(most, grid.ChunkCount);
        for (long i = 0; i < count; i++)
        {
            yield return new ChunkRecord(order.NumberAt(i), address + (i * grid.ChunkBytes), grid.ChunkBytes, 0);
        }

        if (count < grid.ChunkCount)
        {
            throw file.Corrupt(address, $"{grid.ChunkCount} chunks", $"the end of the file after {count}");
        }
    }
}
