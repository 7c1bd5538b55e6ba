using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Layouts;

namespace BigGraphActors.Storage.Hdf5.ChunkIndexes;

/// <summary>The form in which the newer indexes store a chunk: its address, and its size when it has filters.</summary>
internal sealed class ChunkEntry
{
    private const int MaskBytes = 4;

    private readonly ChunkGrid _grid;
    private readonly bool _filtered;
    private readonly int _sizeBytes;

    /// <summary>Fixes the form.</summary>
    /// <param name="at">The structure that says so, for errors.</param>
    /// <param name="grid">The dataset's chunks.</param>
    /// <param name="filtered">Whether sizes and filter masks are stored.</param>
    /// <param name="entryBytes">Bytes of an entry without its place in the grid.</param>
    public ChunkEntry(ByteReader at, ChunkGrid grid, bool filtered, int entryBytes)
    {
        _grid = grid;
        _filtered = filtered;
        _sizeBytes = filtered ? entryBytes - at.File.OffsetSize - MaskBytes : 0;
        if (filtered ? _sizeBytes is < 1 or > 8 : entryBytes != at.File.OffsetSize)
        {
            throw at.Corrupt(
                "entries for an address, or an address, a size and a mask", $"entries of {entryBytes} bytes");
        }
    }

    /// <summary>
    /// The next entry, with its number left open; its address is <see cref="ByteReader.NoAddress"/> for none.
    /// </summary>
    public ChunkRecord Read(ByteReader block)
    {
        long address = block.Pointer();
        if (!_filtered)
        {
            return new ChunkRecord(-1, address, _grid.ChunkBytes, 0);
        }

        long size = block.Count(_sizeBytes);
        return new ChunkRecord(-1, address, size, block.UInt32());
    }
}
