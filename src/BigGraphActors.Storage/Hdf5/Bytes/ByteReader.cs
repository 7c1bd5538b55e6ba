using System.Buffers.Binary;
using System.Text;

namespace BigGraphActors.Storage.Hdf5.Bytes;

/// <summary>Reads the fields of one block of metadata in order; running past its end is a corrupt file.</summary>
internal sealed class ByteReader
{
    /// <summary>Stands for the address that HDF5 writes as all ones: nothing is there.</summary>
    public const long NoAddress = -1;

    private const int ChecksumBytes = 4;

    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly long _address;
    private int _end;
    private int _position;

    /// <summary>Takes a block that lies at an address of the file.</summary>
    public ByteReader(FileBytes file, byte[] bytes, long address, string what)
        : this(file, bytes, 0, bytes.Length, address, what)
    {
    }

    private ByteReader(FileBytes file, byte[] bytes, int start, int end, long address, string what)
    {
        File = file;
        _bytes = bytes;
        _start = start;
        _position = start;
        _end = end;
        _address = address;
        What = what;
    }

    /// <summary>The file it came from.</summary>
    public FileBytes File { get; }

    /// <summary>Name of the block in errors.</summary>
    public string What { get; }

    /// <summary>Bytes not read yet.</summary>
    public int Remaining => _end - _position;

    /// <summary>Bytes read so far.</summary>
    public int Consumed => _position - _start;

    /// <summary>Address of the next byte.</summary>
    public long Address => _address + (_position - _start);

    public byte UInt8() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A little-endian number of 0 to 8 bytes.</summary>
    public ulong Unsigned(int size)
    {
        ulong value = 0;
        ReadOnlySpan<byte> bytes = Bytes(size);
        for (int i = size - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    /// <summary>A number of 0 to 8 bytes that must fit a signed 64-bit count.</summary>
    public long Count(int size)
    {
        long at = Address;
        ulong value = Unsigned(size);
        return value <= long.MaxValue ? (long)value : throw File.Corrupt(at, $"a count in {What}", $"{value}");
    }

    /// <summary>A length of the file's length size.</summary>
    public long Length() => Count(File.LengthSize);

    /// <summary>An address of the file's offset size, or <see cref="NoAddress"/>.</summary>
    public long Pointer()
    {
        long at = Address;
        ulong value = Unsigned(File.OffsetSize);
        ulong none = File.OffsetSize == 8 ? ulong.MaxValue : (1UL << (8 * File.OffsetSize)) - 1;
        if (value == none)
        {
            return NoAddress;
        }

        return value <= long.MaxValue ? (long)value : throw File.Corrupt(at, $"an address in {What}", $"{value:x}");
    }

    /// <summary>The next bytes; valid as long as the block is.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        Require(count);
        ReadOnlySpan<byte> span = _bytes.AsSpan(_position, count);
        _position += count;
        return span;
    }

    public void Skip(int count)
    {
        Require(count);
        _position += count;
    }

    /// <summary>Skips to the next multiple of eight bytes from the start of the block.</summary>
    public void Align8() => Skip(-Consumed & 7);

    /// <summary>The next bytes as a block of their own; this one moves past them.</summary>
    public ByteReader Slice(int count, string what)
    {
        Require(count);
        var slice = new ByteReader(File, _bytes, _position, _position + count, Address, what);
        _position += count;
        return slice;
    }

    /// <summary>The same block, read again from its start.</summary>
    public ByteReader Restart() => new(File, _bytes, _start, _end, _address, What);

    /// <summary>Requires the four letters that mark a structure.</summary>
    public void Signature(string letters)
    {
        long at = Address;
        ReadOnlySpan<byte> found = Bytes(letters.Length);
        if (!Ascii.Equals(found, letters))
        {
            throw File.Corrupt(at, $"{What} (signature {letters})", $"the bytes {Convert.ToHexStringLower(found)}");
        }
    }

    /// <summary>Requires a version number in a range.</summary>
    public byte Version(byte least, byte most)
    {
        long at = Address;
        byte version = UInt8();
        return version >= least && version <= most
            ? version
            : throw File.Unsupported(at, $"version {least} to {most} of {What}", $"version {version}");
    }

    /// <summary>Checks the checksum in the block's last four bytes and cuts it off.</summary>
    public void VerifyChecksum()
    {
        if (_end - _start < ChecksumBytes)
        {
            throw File.Corrupt(_address, $"{What} with a checksum", $"{_end - _start} bytes");
        }

        int end = _end - ChecksumBytes;
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(end));
        uint computed = MetadataChecksum.Of(_bytes.AsSpan(_start, end - _start));
        if (stored != computed)
        {
            throw File.Corrupt(_address + (end - _start), $"checksum {computed:x8} of {What}", $"{stored:x8}");
        }

        _end = end;
    }

    /// <summary>UTF-8 text of a known size, up to its first zero byte.</summary>
    public string Text(int size)
    {
        ReadOnlySpan<byte> bytes = Bytes(size);
        int zero = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(zero < 0 ? bytes : bytes[..zero]);
    }

    /// <summary>UTF-8 text that ends with a zero byte inside the block.</summary>
    public string ZeroTerminatedText()
    {
        int length = _bytes.AsSpan(_position, Remaining).IndexOf((byte)0);
        if (length < 0)
        {
            throw File.Corrupt(Address, $"text in {What} that ends with a zero byte", "the end of the block");
        }

        string text = Encoding.UTF8.GetString(_bytes.AsSpan(_position, length));
        _position += length + 1;
        return text;
    }

    /// <summary>An error at the next byte.</summary>
    public CorruptFileException Corrupt(string expected, string found) => File.Corrupt(Address, expected, found);

    private void Require(int count)
    {
        if (count < 0 || count > Remaining)
        {
            throw File.Corrupt(Address, $"{count} more bytes of {What}", $"{Remaining}");
        }
    }
}
