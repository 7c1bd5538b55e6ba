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

/// <summary>What a client asks of a slice. Numbers are part of the wire.</summary>
internal enum PushOperation
{
    /// <summary>Give me the values; nothing is sent.</summary>
    Pull = 0,

    /// <summary>Add my change, and give me the values.</summary>
    Push = 1,

    /// <summary>These are my initial values; give me those of the client that came first.</summary>
    Offer = 2,
}

/// <summary>The payload of a slice's answer.</summary>
/// <param name="Status">What became of the request.</param>
/// <param name="Life">The slice's present life.</param>
/// <param name="Snapshot">Snapshots begun before the push was added: the next one is the first to have it.</param>
/// <param name="Added">The highest sequence number of this client that the slice has.</param>
/// <param name="Kept">The highest one that survives the death of the slice's node.</param>
/// <param name="Version">Number of the values in this life; grows with every push that is added.</param>
/// <param name="Length">Elements of the message that follows in a frame of its own, as <see cref="SliceBlocks"/> has
/// it. 0 unless <see cref="PushStatus.Done"/>, and then when the client's values, with its change, are the newest.
/// </param>
internal readonly record struct PushReply(
    PushStatus Status, long Life, long Snapshot, long Added, long Kept, long Version, int Length)
{
    /// <summary>Bytes on the wire, little-endian.</summary>
    public const int ByteLength = 48;

    /// <summary>Writes the reply in <see cref="ByteLength"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, (int)Status);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Life);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], Snapshot);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], Added);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], Kept);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], Version);
    }

    /// <summary>Reads one of <see cref="ByteLength"/> bytes.</summary>
    public static PushReply Read(ReadOnlySpan<byte> source) => new(
        (PushStatus)BinaryPrimitives.ReadInt32LittleEndian(source),
        BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadInt32LittleEndian(source[4..]));
}

/// <summary>How a slice answered. Numbers are part of the wire.</summary>
internal enum PushStatus
{
    /// <summary>Done; the values follow.</summary>
    Done = 0,

    /// <summary>The slice has no values yet: offer yours.</summary>
    Empty = 1,

    /// <summary>Another life of the slice is here than the client knows; nothing was added.</summary>
    OtherLife = 2,

    /// <summary>The slice is not, or no longer, on this node: ask its shard where it is.</summary>
    NotHere = 3,

    /// <summary>The client cuts the parameters differently; it must not go on.</summary>
    OtherLayout = 4,
}
