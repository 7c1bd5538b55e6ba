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

/// <summary>What a frame carries. Numbers are part of the wire: add, never change.</summary>
internal enum FrameKind : uint
{
    /// <summary>Client: send me a table, from the header's position on. Payload: the ticket's 16 bytes.</summary>
    Fetch = 1,

    /// <summary>Server: what will come. Payload: rows (int64), dim (int32), stride (int32), bytes (int64).</summary>
    Table = 2,

    /// <summary>Bytes of a table or an array at the header's position.</summary>
    Bytes = 3,

    /// <summary>Client: all of it has arrived and is right. No payload.</summary>
    Received = 4,

    /// <summary>Server: no. Detail: a <see cref="TransferRefusal"/>; payload: UTF-8 for people.</summary>
    Refused = 5,

    /// <summary>Client: parameters. Payload: <c>PushRequest</c>; then a <see cref="Bytes"/> frame of change.</summary>
    Push = 6,

    /// <summary>Server: parameters. Payload: <c>PushReply</c>; then a <see cref="Bytes"/> frame of values.</summary>
    Pushed = 7,

    /// <summary>Client: keep a file for me. Payload: its length (int64), then its name in UTF-8.</summary>
    Store = 8,

    /// <summary>Server: position = bytes of it that are here already; after <see cref="Load"/>, its length.</summary>
    Ready = 9,

    /// <summary>Server: the file is whole and on the disk. No payload.</summary>
    Stored = 10,

    /// <summary>Client: send me a file, from the header's position on. Payload: its name in UTF-8.</summary>
    Load = 11,
}
