using System.Numerics;
using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Layouts;

namespace BigGraphActors.Storage.Hdf5.ChunkIndexes;

/// <summary>Chunks in an extensible array: for datasets with one extent without a bound.</summary>
/// <remarks>
/// The first entries are in the index block, the next in blocks that it points to, and later ones in blocks below
/// super blocks. Block <c>s</c> of these groups has 2^(s/2) blocks of 2^((s+1)/2) times the least size.
/// </remarks>
internal sealed class ExtensibleArrayIndex
{
    private const int FilteredChunks = 1;
    private const int ChecksumBytes = 4;
    private const int FrameBytes = 6;

    private readonly FileBytes _file;
    private readonly ChunkEntry _entry;
    private readonly int _entryBytes;
    private readonly int _mostBits;
    private readonly int _indexEntries;
    private readonly int _leastBlockEntries;
    private readonly int _leastPointers;
    private readonly int _pageBits;
    private readonly long _indexAddress;
    private readonly List<(long Position, ChunkRecord Chunk)> _found = [];

    private ExtensibleArrayIndex(FileBytes file, long address, ChunkGrid grid)
    {
        _file = file;
        int size = 12 + (6 * file.LengthSize) + file.OffsetSize + ChecksumBytes;
        ByteReader header = file.Open(address, size, "an extensible array");
        header.VerifyChecksum();
        header.Signature("EAHD");
        header.Version(0, 0);
        bool filtered = header.UInt8() == FilteredChunks;
        _entryBytes = header.UInt8();
        _mostBits = header.UInt8();
        _indexEntries = header.UInt8();
        _leastBlockEntries = header.UInt8();
        _leastPointers = header.UInt8();
        _pageBits = header.UInt8();
        header.Skip(6 * file.LengthSize);
        _indexAddress = header.Pointer();
        _entry = new ChunkEntry(header, grid, filtered, _entryBytes);

        // libhdf5 writes 32 bits; up to 56 no product of counts below can overflow.
        bool sound = _mostBits is > 0 and <= 56 && _pageBits <= 62
            && _leastBlockEntries > 0 && BitOperations.IsPow2(_leastBlockEntries)
            && _leastPointers > 1 && BitOperations.IsPow2(_leastPointers)
            && SuperBlockCount >= DirectGroups;
        if (!sound)
        {
            throw header.Corrupt(
                "an extensible array of powers of two",
                $"{_mostBits} bits, blocks of {_leastBlockEntries}, {_leastPointers} pointers, pages of 2^{_pageBits}");
        }
    }

    private int SuperBlockCount => 1 + _mostBits - BitOperations.Log2((uint)_leastBlockEntries);

    // Groups whose blocks the index block points to itself.
    private int DirectGroups => 2 * BitOperations.Log2((uint)_leastPointers);

    private int PositionBytes => (_mostBits + 7) / 8;

    public static IEnumerable<ChunkRecord> Read(FileBytes file, long address, ChunkGrid grid)
    {
        var array = new ExtensibleArrayIndex(file, address, grid);
        if (array._indexAddress == ByteReader.NoAddress)
        {
            return [];
        }

        array.ReadIndexBlock();
        var order = new ChunkOrder(grid);
        return array._found.Select(found => found.Chunk with { Number = order.NumberAt(found.Position) });
    }

    private void ReadIndexBlock()
    {
        int directBlocks = 2 * (_leastPointers - 1);
        int superBlocks = SuperBlockCount - DirectGroups;
        int pointers = directBlocks + superBlocks;
        int bodyBytes = (_indexEntries * _entryBytes) + (pointers * _file.OffsetSize);
        int size = FrameBytes + _file.OffsetSize + bodyBytes + ChecksumBytes;
        ByteReader block = Open(_indexAddress, size, "EAIB");
        ReadEntries(block, 0, _indexEntries);

        long position = _indexEntries;
        for (int group = 0; group < SuperBlockCount; group++)
        {
            if (group < DirectGroups)
            {
                for (long i = 0; i < BlocksIn(group); i++, position += EntriesIn(group))
                {
                    ReadBlock(block.Pointer(), position, group, null);
                }

                continue;
            }

            ReadSuperBlock(block.Pointer(), position, group);
            position += BlocksIn(group) * EntriesIn(group);
        }
    }

    private void ReadSuperBlock(long address, long position, int group)
    {
        if (address == ByteReader.NoAddress)
        {
            return;
        }

        long blocks = BlocksIn(group);
        long pages = PagesIn(group);
        long bitmapBytes = pages == 0 ? 0 : blocks * ((pages + 7) / 8);
        long bodyBytes = PositionBytes + bitmapBytes + (blocks * _file.OffsetSize);
        long size = FrameBytes + _file.OffsetSize + bodyBytes + ChecksumBytes;
        ByteReader block = Open(address, size, "EASB");
        block.Skip(PositionBytes);
        byte[] bitmap = block.Bytes((int)bitmapBytes).ToArray();
        for (long i = 0; i < blocks; i++, position += EntriesIn(group))
        {
            long firstPage = i * pages;
            ReadBlock(block.Pointer(), position, group, page => IsSet(bitmap, firstPage + page));
        }
    }

    private void ReadBlock(long address, long position, int group, Func<long, bool>? isWritten)
    {
        if (address == ByteReader.NoAddress)
        {
            return;
        }

        long entries = EntriesIn(group);
        long pages = PagesIn(group);
        long prefixBytes = FrameBytes + _file.OffsetSize + PositionBytes;
        long bodyBytes = pages > 0 ? 0 : BytesOf(entries);
        ByteReader block = Open(address, prefixBytes + bodyBytes + ChecksumBytes, "EADB");
        block.Skip(PositionBytes);
        if (pages == 0)
        {
            ReadEntries(block, position, entries);
            return;
        }

        long pageEntries = 1L << _pageBits;
        long pageBytes = BytesOf(pageEntries) + ChecksumBytes;
        _file.RequireInside(address, pages, "an extensible array's pages");
        for (long page = 0; page < pages; page++)
        {
            if (isWritten is null || isWritten(page))
            {
                long pageAddress = address + prefixBytes + ChecksumBytes + (page * pageBytes);
                ByteReader body = _file.Open(pageAddress, pageBytes, "an extensible array's page");
                body.VerifyChecksum();
                ReadEntries(body, position + (page * pageEntries), pageEntries);
            }
        }
    }

    private void ReadEntries(ByteReader block, long position, long count)
    {
        for (long i = 0; i < count; i++)
        {
            ChunkRecord chunk = _entry.Read(block);
            if (chunk.Address != ByteReader.NoAddress)
            {
                _found.Add((position + i, chunk));
            }
        }
    }

    private ByteReader Open(long address, long size, string signature)
    {
        ByteReader block = _file.Open(address, size, "an extensible array's block");
        block.VerifyChecksum();
        block.Signature(signature);
        block.Version(0, 0);
        block.Skip(1 + _file.OffsetSize);
        return block;
    }

    private static long BlocksIn(int group) => 1L << (group / 2);

    private long EntriesIn(int group) => (1L << ((group + 1) / 2)) * _leastBlockEntries;

    private long PagesIn(int group) => EntriesIn(group) >> _pageBits is > 1 and var pages ? pages : 0;

    // More entries than the file has bytes are refused when the block is opened; the product must not overflow before.
    private long BytesOf(long entries) => Math.Min(entries, _file.Length) * _entryBytes;

    private static bool IsSet(byte[] bitmap, long bit) => (bitmap[bit / 8] & (0x80 >> (int)(bit % 8))) != 0;
}
