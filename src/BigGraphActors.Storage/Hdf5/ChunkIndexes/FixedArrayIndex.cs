using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Layouts;

namespace BigGraphActors.Storage.Hdf5.ChunkIndexes;

/// <summary>Chunks in a fixed array: for datasets that cannot grow beyond a bound.</summary>
internal static class FixedArrayIndex
{
    private const int FilteredChunks = 1;
    private const int ChecksumBytes = 4;
    private const int FrameBytes = 6;

    public static IEnumerable<ChunkRecord> Read(FileBytes file, long address, ChunkGrid grid)
    {
        int size = 8 + file.LengthSize + file.OffsetSize + ChecksumBytes;
        ByteReader header = file.Open(address, size, "a fixed array");
        header.VerifyChecksum();
        header.Signature("FAHD");
        header.Version(0, 0);
        bool filtered = header.UInt8() == FilteredChunks;
        int entryBytes = header.UInt8();
        int pageBits = header.UInt8();
        long count = header.Length();
        long block = header.Pointer();
        var entry = new ChunkEntry(header, grid, filtered, entryBytes);
        if (pageBits > 62 || count == 0)
        {
            throw header.Corrupt(
                "an array with pages of less than 2^63 entries", $"{count} entries, 2^{pageBits} a page");
        }

        return block == ByteReader.NoAddress
            ? []
            : Number(new ChunkOrder(grid), ReadEntries(file, block, entry, entryBytes, count, 1L << pageBits));
    }

    private static IEnumerable<ChunkRecord> Number(
        ChunkOrder order, IEnumerable<(long Position, ChunkRecord Chunk)> entries) =>
        entries
            .Where(found => found.Chunk.Address != ByteReader.NoAddress)
            .Select(found => found.Chunk with { Number = order.NumberAt(found.Position) });

    private static IEnumerable<(long Position, ChunkRecord Chunk)> ReadEntries(
        FileBytes file, long address, ChunkEntry entry, int entryBytes, long count, long pageCount)
    {
        bool paged = count > pageCount;
        long pages = paged ? (count / pageCount) + (count % pageCount == 0 ? 0 : 1) : 0;
        long bitmapBytes = (pages + 7) / 8;
        file.RequireInside(address, Math.Max(bitmapBytes, count / 8), "a fixed array's entries");
        long prefixBytes = FrameBytes + file.OffsetSize + bitmapBytes;
        long bodyBytes = paged ? 0 : count > file.Length ? file.Length : count * entryBytes;
        ByteReader block = file.Open(address, prefixBytes + bodyBytes + ChecksumBytes, "a fixed array's block");
        block.VerifyChecksum();
        block.Signature("FADB");
        block.Version(0, 0);
        block.Skip(1 + file.OffsetSize);
        if (!paged)
        {
            for (long i = 0; i < count; i++)
            {
                yield return (i, entry.Read(block));
            }

            yield break;
        }

        byte[] bitmap = block.Bytes((int)bitmapBytes).ToArray();
        long pageAddress = address + prefixBytes + ChecksumBytes;
        for (long page = 0; page < pages; page++)
        {
            long entries = Math.Min(pageCount, count - (page * pageCount));
            long pageBytes = (entries * entryBytes) + ChecksumBytes;
            if ((bitmap[page / 8] & (0x80 >> (int)(page % 8))) != 0)
            {
                ByteReader body = file.Open(pageAddress, pageBytes, "a fixed array's page");
                body.VerifyChecksum();
                for (long i = 0; i < entries; i++)
                {
                    yield return ((page * pageCount) + i, entry.Read(body));
                }
            }

            pageAddress += pageBytes;
        }
    }
}
