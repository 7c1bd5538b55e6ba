using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.ChunkIndexes;
using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>Reads the chunked part of a layout message and chooses the index that finds the chunks.</summary>
/// <remarks>Versions 1 to 3 have one kind of index; version 4, written with <c>libver='latest'</c>, has five.</remarks>
internal sealed class ChunkedLayoutReader(ObjectHeader header, ByteReader message, Dataspace space, FillValue fill)
{
    private const int EdgeChunksUnfiltered = 0x01;
    private const int SingleChunkFiltered = 0x02;

    private const int SingleChunk = 1;
    private const int Implicit = 2;
    private const int FixedArray = 3;
    private const int ExtensibleArray = 4;
    private const int NewTree = 5;

    /// <summary>Opens the storage.</summary>
    /// <param name="version">Of the message, 1 to 4; the next field is the one behind the storage kind.</param>
    /// <param name="rank">Dimensions and one more, in versions 1 and 2.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public IArrayStorage Open(byte version, int rank, int elementBytes)
    {
        if (space.ElementCount == 0)
        {
            return new AbsentStorage(fill);
        }

        return version == 4 ? OpenNew(elementBytes) : OpenOld(version, rank, elementBytes);
    }

    private IArrayStorage OpenOld(byte version, int rank, int elementBytes)
    {
        if (version == 3)
        {
            rank = message.UInt8();
        }
        else
        {
            message.Skip(5);
        }

        long address = message.Pointer();
        long[] chunkShape = new long[Math.Max(0, rank - 1)];
        for (int i = 0; i < chunkShape.Length; i++)
        {
            chunkShape[i] = message.UInt32();
        }

        var grid = new ChunkGrid(message, space, chunkShape, elementBytes);
        return Storage(grid, address, () => OldTreeIndex.Read(message.File, address, grid));
    }

    private IArrayStorage OpenNew(int elementBytes)
    {
        int flags = message.UInt8();
        int rank = message.UInt8();
        int extentBytes = message.UInt8();
        if (extentBytes is 0 or > 8)
        {
            throw message.Corrupt("chunk extents of 1 to 8 bytes", $"{extentBytes}");
        }

        long[] chunkShape = new long[Math.Max(0, rank - 1)];
        for (int i = 0; i < chunkShape.Length; i++)
        {
            chunkShape[i] = message.Count(extentBytes);
        }

        message.Skip(extentBytes);
        int kind = message.UInt8();
        var grid = new ChunkGrid(message, space, chunkShape, elementBytes);
        (long Size, uint Mask) single = (grid.ChunkBytes, 0);
        if (kind == SingleChunk && (flags & SingleChunkFiltered) != 0)
        {
            single = (message.Length(), message.UInt32());
        }

        // The settings of an index are repeated in its own header.
        message.Skip(kind switch { FixedArray => 1, ExtensibleArray => 5, NewTree => 6, _ => 0 });
        long address = message.Pointer();
        FileBytes file = message.File;
        Func<IEnumerable<ChunkRecord>> index = kind switch
        {
            SingleChunk => () => [new ChunkRecord(0, address, single.Size, single.Mask)],
            Implicit => () => ImplicitIndex.Read(file, address, grid),
            FixedArray => () => FixedArrayIndex.Read(file, address, grid),
            ExtensibleArray => () => ExtensibleArrayIndex.Read(file, address, grid),
            NewTree => () => NewTreeIndex.Read(file, address, grid),
            _ => throw file.Unsupported(message.Address, "a chunk index of kind 1 to 5", $"kind {kind}"),
        };
        return (flags & EdgeChunksUnfiltered) == 0
            ? Storage(grid, address, index)
            : Storage(grid, address, () => index().Select(record => WithoutFiltersAtEdges(grid, record)));
    }

    private IArrayStorage Storage(ChunkGrid grid, long address, Func<IEnumerable<ChunkRecord>> index) =>
        address == ByteReader.NoAddress
            ? new AbsentStorage(fill)
            : new ChunkedStorage(message.File, grid, FilterPipeline.Read(header), fill, index);

    private static ChunkRecord WithoutFiltersAtEdges(ChunkGrid grid, ChunkRecord record) =>
        record.Number >= 0 && grid.IsPartial(record.Number) ? record with { SkippedFilters = uint.MaxValue } : record;
}
