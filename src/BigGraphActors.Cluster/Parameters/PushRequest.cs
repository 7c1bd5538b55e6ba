using System.Buffers.Binary;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>The payload of a frame that asks a slice for something.</summary>
/// <param name="LayoutId">The client's <see cref="ParameterLayout.Id"/>.</param>
/// <param name="Slice">Number of the slice in the layout, from 0.</param>
/// <param name="Operation">Whether the message adds a change, gives initial values or only asks.</param>
/// <param name="Client">One life of one client.</param>
/// <param name="Life">The slice's life that the client knows; 0 before the first answer.</param>
/// <param name="Sequence">Number of the push, from 1, growing for each client and slice; what was added under it is
/// never added again.</param>
/// <param name="Length">Elements of the message that follows in a frame of its own, as <see cref="SliceBlocks"/> has
/// it; 0 for a pull.</param>
/// <param name="Known">The <see cref="PushReply.Version"/> of the values that the client has, in that life; 0 for
/// none. A client is sent what was changed since; nothing when it says <see cref="NoNews"/>.</param>
internal readonly record struct PushRequest(
    ulong LayoutId, int Slice, PushOperation Operation, Guid Client, long Life, long Sequence, int Length, long Known)
{
    /// <summary>As what is known: only the push matters now.</summary>
    public const long NoNews = long.MaxValue;

    /// <summary>Bytes on the wire, little-endian.</summary>
    public const int ByteLength = 64;

    /// <summary>Writes the request in <see cref="ByteLength"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, LayoutId);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], Slice);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], (int)Operation);
        Client.TryWriteBytes(destination[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], Life);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(destination[48..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(destination[52..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(destination[56..], Known);
    }

    /// <summary>Reads one of <see cref="ByteLength"/> bytes.</summary>
    public static PushRequest Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
        (PushOperation)BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
        new Guid(source[16..32]),
        BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadInt32LittleEndian(source[48..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[56..]));
}
