using System.Buffers.Binary;

namespace BigGraphActors.Cluster.Parameters;

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
