using System.Buffers.Binary;
using System.Text;

namespace Akka.Remote.Wire;

/// <summary>Reads the fields of one frame; never beyond its end.</summary>
internal ref struct FrameCursor(ReadOnlySpan<byte> frame)
{
    private static readonly UTF8Encoding Strict = new(false, true);
    private ReadOnlySpan<byte> _left = frame;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <param name="most">Longest text allowed, in bytes.</param>
    public string Text(int most)
    {
        var length = UInt16();
        if (length > most)
        {
            throw new RemoteException($"A text of {length} bytes, where at most {most} are allowed");
        }

        var bytes = Take(length);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new RemoteException("A text that is not UTF-8");
        }
    }

    public byte[] Rest() => Take(_left.Length).ToArray();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
        {
            throw new RemoteException($"A frame ends {count - _left.Length} bytes too early");
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
