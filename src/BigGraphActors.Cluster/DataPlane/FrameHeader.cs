using System.Buffers.Binary;
using System.IO.Hashing;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>The 24 bytes in front of every frame, little-endian.</summary>
/// <remarks>
/// kind (uint32) · payload bytes (uint32) · position (int64) · detail (uint32) · checksum of these 20 bytes (uint32),
/// which is the lower half of their XXH3. Behind the payload come 8 bytes: its XXH3 (64 bits, seed 0). A length is
/// believed only after the header's checksum was right, and only within what the reader expects.
/// </remarks>
/// <param name="Kind">What the frame carries.</param>
/// <param name="Length">Payload bytes.</param>
/// <param name="Position">Offset of the payload in what is transferred; else a number of the kind's own.</param>
/// <param name="Detail">A number of the kind's own.</param>
internal readonly record struct FrameHeader(FrameKind Kind, int Length, long Position, uint Detail)
{
    /// <summary>Bytes of a header on the wire.</summary>
    public const int ByteLength = 24;

    /// <summary>Bytes behind the payload.</summary>
    public const int TrailerLength = sizeof(ulong);

    private const int CheckedLength = 20;

    /// <summary>Writes the header.</summary>
    /// <param name="destination">At least <see cref="ByteLength"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Position);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], Detail);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], ChecksumOf(destination));
    }

    /// <summary>Reads a header.</summary>
    /// <param name="source">At least <see cref="ByteLength"/> bytes.</param>
    /// <exception cref="PlaneException">When the checksum or the length is wrong.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(source[CheckedLength..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        if (stated != ChecksumOf(source) || length < 0)
        {
            throw new PlaneException("a frame's header is damaged");
        }

        return new FrameHeader(
            (FrameKind)BinaryPrimitives.ReadUInt32LittleEndian(source),
            length,
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[16..]));
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> header) => (uint)XxHash3.HashToUInt64(header[..CheckedLength]);
}
