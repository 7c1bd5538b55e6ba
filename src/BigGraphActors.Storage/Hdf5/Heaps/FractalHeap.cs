using System.Numerics;
using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Trees;

namespace BigGraphActors.Storage.Hdf5.Heaps;

/// <summary>
/// The heap that keeps a big group's links, or an object's many attributes, found by heap identifiers.
/// </summary>
/// <remarks>
/// Its address space is a table of rows of blocks; the first rows hold direct blocks with the values, later ones
/// indirect blocks with tables of their own.
/// </remarks>
internal sealed class FractalHeap
{
    private const int ChecksummedBlocks = 0x02;
    private const int DirectFrameBytes = 5;

    private readonly FileBytes _file;
    private readonly long _address;
    private readonly bool _checksummed;
    private readonly int _width;
    private readonly long _startBytes;
    private readonly long _mostDirectBytes;
    private readonly int _offsetBytes;
    private readonly int _lengthBytes;
    private readonly int _identifierBytes;
    private readonly long _rootAddress;
    private readonly int _rootRows;
    private readonly long _hugeTree;
    private readonly Dictionary<long, ByteReader> _directBlocks = [];
    private readonly Dictionary<long, ByteReader> _indirectBlocks = [];
    private Dictionary<ulong, (long Address, long Length)>? _huge;

    public FractalHeap(FileBytes file, long address)
    {
        _file = file;
        _address = address;
        int size = 22 + (12 * file.LengthSize) + (3 * file.OffsetSize) + 4;
        ByteReader header = file.Open(address, size, "a fractal heap");
        header.Signature("FRHP");
        header.Version(0, 0);
        _identifierBytes = header.UInt16();
        if (header.UInt16() != 0)
        {
            throw file.Unsupported(header.Address, "a fractal heap without filters", "one with filters");
        }

        header = header.Restart();
        header.VerifyChecksum();
        header.Skip(9);
        _checksummed = (header.UInt8() & ChecksummedBlocks) != 0;
        uint mostManaged = header.UInt32();
        header.Length();
        _hugeTree = header.Pointer();
        header.Skip(file.LengthSize + file.OffsetSize + (8 * file.LengthSize));
        _width = header.UInt16();
        _startBytes = header.Length();
        _mostDirectBytes = header.Length();
        int heapBits = header.UInt16();
        header.Skip(2);
        _rootAddress = header.Pointer();
        _rootRows = header.UInt16();
        RequireSound(header, heapBits);
        _offsetBytes = (heapBits + 7) / 8;
        int directBytes = (BitOperations.Log2((ulong)_mostDirectBytes) + 7) / 8;
        _lengthBytes = Math.Min(directBytes, (BitOperations.Log2(Math.Max(1, mostManaged)) / 8) + 1);
    }

    /// <summary>The value that a record's heap identifier, which comes next in it, leads to.</summary>
    public ByteReader Find(ByteReader record)
    {
        ByteReader identifier = record.Slice(_identifierBytes, "a heap identifier");
        int kind = (identifier.UInt8() >> 4) & 3;
        return kind switch
        {
            0 => FindManaged(identifier.Count(_offsetBytes), identifier.Count(_lengthBytes)),
            1 => FindHuge(identifier),
            2 => FindTiny(identifier),
            _ => throw identifier.Corrupt("a heap identifier of kind 0 to 2", $"{kind}"),
        };
    }

    private void RequireSound(ByteReader header, int heapBits)
    {
        bool sound = _width > 0 && BitOperations.IsPow2(_width)
            && _startBytes > 0 && BitOperations.IsPow2(_startBytes)
            && _mostDirectBytes >= _startBytes && BitOperations.IsPow2(_mostDirectBytes)
            && FirstRowBits < 63 && heapBits is > 0 and <= 63;
        if (!sound)
        {
            throw header.Corrupt(
                "a fractal heap with a table of powers of two",
                $"width {_width}, blocks of {_startBytes} to {_mostDirectBytes} bytes, {heapBits} bits");
        }
    }

    private ByteReader FindManaged(long offset, long length)
    {
        long block = _rootAddress;
        long blockBytes = _startBytes;
        int rows = _rootRows;

        // Each step enters a smaller table, so there are fewer steps than bits in an offset.
        while (rows > 0)
        {
            int row = RowOf(offset);
            if (row >= rows)
            {
                throw _file.Corrupt(block, $"a heap offset within {rows} rows", $"{offset}, in row {row}");
            }

            blockBytes = RowBytes(row);
            offset -= RowStart(row);
            int column = (int)(offset / blockBytes);
            offset -= column * blockBytes;
            block = Child(block, rows, row, column);
            rows = row < DirectRows ? 0 : RowsOfTable(blockBytes);
        }

        return InDirectBlock(block, blockBytes, offset, length);
    }

    private ByteReader InDirectBlock(long address, long blockBytes, long offset, long length)
    {
        if (!_directBlocks.TryGetValue(address, out ByteReader? block))
        {
            block = _file.Open(address, blockBytes, "a fractal heap's block");
            block.Signature("FHDB");
            block.Version(0, 0);
            RequireOwner(block);
            VerifyDirectBlock(address, blockBytes);
            _directBlocks.Add(address, block);
        }

        if (offset > blockBytes - length)
        {
            throw _file.Corrupt(
                address, $"a value inside a block of {blockBytes} bytes", $"{length} bytes at {offset}");
        }

        ByteReader whole = block.Restart();
        whole.Skip((int)offset);
        return whole.Slice((int)length, "a fractal heap's value");
    }

    // The checksum lies inside the block's prefix and is computed with its own place set to zero.
    private void VerifyDirectBlock(long address, long blockBytes)
    {
        if (!_checksummed)
        {
            return;
        }

        byte[] bytes = _file.Open(address, blockBytes, "a fractal heap's block").Bytes((int)blockBytes).ToArray();
        int at = DirectFrameBytes + _file.OffsetSize + _offsetBytes;
        if (at + 4 > bytes.Length)
        {
            throw _file.Corrupt(address, "a fractal heap's block with a checksum", $"{bytes.Length} bytes");
        }

        Span<byte> field = bytes.AsSpan(at, 4);
        uint stored = BitConverter.ToUInt32(field);
        field.Clear();
        uint computed = MetadataChecksum.Of(bytes);
        if (stored != computed)
        {
            throw _file.Corrupt(address + at, $"checksum {computed:x8} of a fractal heap's block", $"{stored:x8}");
        }
    }

    private long Child(long address, int rows, int row, int column)
    {
        if (!_indirectBlocks.TryGetValue(address, out ByteReader? block))
        {
            long size = 5 + _file.OffsetSize + _offsetBytes + ((long)rows * _width * _file.OffsetSize) + 4;
            block = _file.Open(address, size, "a fractal heap's table");
            block.VerifyChecksum();
            block.Signature("FHIB");
            block.Version(0, 0);
            RequireOwner(block);
            _indirectBlocks.Add(address, block);
        }

        ByteReader entries = block.Restart();
        entries.Skip(5 + _file.OffsetSize + _offsetBytes);
        entries.Skip(((row * _width) + column) * _file.OffsetSize);
        return entries.Pointer();
    }

    private void RequireOwner(ByteReader block)
    {
        long owner = block.Pointer();
        if (owner != _address)
        {
            throw block.Corrupt($"a block of the fractal heap at {_address}", $"one of {owner}");
        }
    }

    private ByteReader FindHuge(ByteReader identifier)
    {
        if (_identifierBytes > _file.OffsetSize + _file.LengthSize)
        {
            return _file.Open(identifier.Pointer(), identifier.Length(), "a fractal heap's big value");
        }

        _huge ??= NewTree.Read(_file, _hugeTree, TreeRecordKind.HugeObject).Select(record =>
        {
            long address = record.Pointer();
            long length = record.Length();
            return (Number: record.Unsigned(_file.LengthSize), Place: (address, length));
        }).DistinctBy(entry => entry.Number).ToDictionary(entry => entry.Number, entry => entry.Place);

        ulong number = identifier.Unsigned(Math.Min(8, identifier.Remaining));
        return _huge.TryGetValue(number, out (long Address, long Length) place)
            ? _file.Open(place.Address, place.Length, "a fractal heap's big value")
            : throw identifier.Corrupt("the number of a big value", $"{number}");
    }

    // The value is in the identifier itself: a length less one, in 4 bits or, in long identifiers, in 12.
    private ByteReader FindTiny(ByteReader identifier)
    {
        ByteReader whole = identifier.Restart();
        int length = whole.UInt8() & 0x0F;
        if (_identifierBytes > 17)
        {
            length = (length << 8) | whole.UInt8();
        }

        return whole.Slice(length + 1, "a fractal heap's small value");
    }

    private int FirstRowBits => BitOperations.Log2((ulong)_startBytes) + BitOperations.Log2((uint)_width);

    // Rows of direct blocks: the first two have the start size, each later one twice the one before.
    private int DirectRows => BitOperations.Log2((ulong)_mostDirectBytes) - BitOperations.Log2((ulong)_startBytes) + 2;

    private int RowOf(long offset) =>
        offset >> FirstRowBits == 0 ? 0 : BitOperations.Log2((ulong)offset) - FirstRowBits + 1;

    private long RowBytes(int row) => row == 0 ? _startBytes : _startBytes << (row - 1);

    private long RowStart(int row) => row == 0 ? 0 : 1L << (FirstRowBits + row - 1);

    private int RowsOfTable(long bytes) => BitOperations.Log2((ulong)bytes) - FirstRowBits + 1;
}
