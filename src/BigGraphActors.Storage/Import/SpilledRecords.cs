using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Import;

/// <summary>How an edge looks while it is on its way.</summary>
/// <remarks>
/// An edge has a word of 64 bits: the upper 40 are its place among all edges of all lists, the lower 24 its relation.
/// Places grow with the input and have gaps, because a block of text takes as many as it may have edges.
/// </remarks>
/// <param name="IsWeighted">Whether a float32 weight follows each record.</param>
internal sealed record EdgeForm(bool IsWeighted)
{
    /// <summary>Bytes of a name that is counted: hash and relation.</summary>
    public const int OccurrenceBytes = 12;

    /// <summary>Bytes of an edge with two hashes, without weight.</summary>
    public const int PlainEdgeBytes = 24;

    /// <summary>Bytes of an edge with a right-hand hash, a word and a left-hand place, without weight.</summary>
    public const int PlainHalfBytes = 20;

    /// <summary>Bytes of an edge with a word and two rows, without weight.</summary>
    public const int PlainRowBytes = 16;

    /// <summary>Places that the word can hold: lists of 4 TiB.</summary>
    public const long MostPlaces = 1L << 40;

    private const int RelationBits = 24;

    /// <summary>Bytes of an edge with two hashes.</summary>
    public int EdgeBytes => PlainEdgeBytes + (IsWeighted ? sizeof(float) : 0);

    /// <summary>Bytes of an edge whose left-hand side is numbered.</summary>
    public int HalfBytes => PlainHalfBytes + (IsWeighted ? sizeof(float) : 0);

    /// <summary>Bytes of an edge of rows.</summary>
    public int RowBytes => PlainRowBytes + (IsWeighted ? sizeof(float) : 0);

    /// <summary>Packs place and relation.</summary>
    public static ulong WordOf(ulong sequence, int relation) => (sequence << RelationBits) | (uint)relation;

    /// <summary>The relation in a word.</summary>
    public static int RelationOf(ulong word) => (int)(word & ((1 << RelationBits) - 1));

    /// <summary>The place in a word.</summary>
    public static long SequenceOf(ulong word) => (long)(word >> RelationBits);

    /// <summary>Edges that a text of so many bytes may hold: the shortest is two letters, a tab and a line's end.
    /// </summary>
    public static long MostEdgesOf(long textBytes) => (textBytes / 4) + 1;
}

/// <summary>A name that was laid aside: both halves of its hash, its space, its length, its bytes.</summary>
internal static class NameRecord
{
    /// <summary>Bytes before the name.</summary>
    public const int HeadBytes = 22;

    /// <summary>Writes what stands before the name.</summary>
    public static void WriteHead(Span<byte> head, NameHash hash, int space, int length)
    {
        MemoryMarshal.Write(head, hash.First);
        MemoryMarshal.Write(head[8..], hash.Second);
        MemoryMarshal.Write(head[16..], (ushort)space);
        MemoryMarshal.Write(head[18..], length);
    }

    /// <summary>The hash of a record.</summary>
    public static NameHash HashOf(ReadOnlySpan<byte> record) =>
        new(MemoryMarshal.Read<ulong>(record), MemoryMarshal.Read<ulong>(record[8..]));

    /// <summary>The space of a record.</summary>
    public static int SpaceOf(ReadOnlySpan<byte> record) => MemoryMarshal.Read<ushort>(record[16..]);

    /// <summary>Bytes of the name of a record.</summary>
    public static int LengthOf(ReadOnlySpan<byte> record) => MemoryMarshal.Read<int>(record[18..]);
}
