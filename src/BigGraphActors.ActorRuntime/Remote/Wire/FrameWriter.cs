using System.Buffers.Binary;
using System.Text;

namespace Akka.Remote.Wire;

/// <summary>Frames one after the other in one buffer, each with its length in front; little-endian.</summary>
internal sealed class FrameWriter
{
    private byte[] _bytes = new byte[4096];
    private int _frame;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Begin(FrameKind kind)
    {
        _frame = Length;
        Int32(0);
        Byte((byte)kind);
    }

    /// <summary>Fills the length in; takes the frame back if it is too long.</summary>
    /// <returns>The bytes after the length.</returns>
    public int End(int most)
    {
        var length = Length - _frame - sizeof(int);
        if (length > most)
        {
            Length = _frame;
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_frame), length);
        }

        return length;
    }

    /// <summary>Takes the frame back.</summary>
    public void Abort() => Length = _frame;

    public void Byte(byte value) => Room(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    /// <exception cref="RemoteException">When the text takes more than 65535 bytes.</exception>
    public void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        if (count > ushort.MaxValue)
        {
            throw new RemoteException($"A text of {count} bytes does not fit into a frame");
        }

        UInt16((ushort)count);
        Encoding.UTF8.GetBytes(value, Room(count));
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Room(value.Length));

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        var room = _bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }
}
