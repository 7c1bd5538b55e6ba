using System.Buffers.Binary;

namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Builds a block of metadata, little-endian, with addresses and lengths of eight bytes.</summary>
internal sealed class MetadataBytes(int capacity = 64)
{
    /// <summary>Stored as all ones: nothing is there.</summary>
    public const long NoAddress = -1;

    private byte[] _bytes = new byte[capacity];
    private int _count;

    public int Count => _count;

    public MetadataBytes UInt8(int value)
    {
        Grow(1)[0] = (byte)value;
        return this;
    }

    public MetadataBytes UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Grow(2), checked((ushort)value));
        return this;
    }

    public MetadataBytes UInt32(long value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Grow(4), checked((uint)value));
        return this;
    }

    public MetadataBytes Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Grow(8), value);
        return this;
    }

    public MetadataBytes Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Grow(bytes.Length));
        return this;
    }

    public MetadataBytes Text(string ascii)
    {
        foreach (char letter in ascii)
        {
            UInt8(letter);
        }

        return this;
    }

    public MetadataBytes Zeros(int count)
    {
        Grow(count);
        return this;
    }

    /// <summary>Adds zeros up to a size in all.</summary>
    public MetadataBytes PadTo(int size) => Zeros(size - _count);

    /// <summary>Adds zeros up to a multiple of eight bytes.</summary>
    public MetadataBytes Align8() => Zeros(-_count & 7);

    public byte[] ToArray() => _bytes[.._count];

    /// <summary>Starts over; the memory is kept.</summary>
    public void Clear()
    {
        Array.Clear(_bytes, 0, _count);
        _count = 0;
    }

    private Span<byte> Grow(int count)
    {
        if (_count + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_count + count, 2 * _bytes.Length));
        }

        _count += count;
        return _bytes.AsSpan(_count - count, count);
    }
}
