using System.Buffers.Binary;
using System.Numerics;

namespace BigGraphActors.Storage.Hdf5.Bytes;

/// <summary>
/// The checksum behind HDF5's newer metadata: Bob Jenkins' lookup3 (<c>hashlittle</c>) with a start of 0.
/// </summary>
internal static class MetadataChecksum
{
    private const int BlockBytes = 12;

    // lookup3's start value, and the same for every member of its family.
    private const uint Start = 0xdeadbeef;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a = Start + (uint)bytes.Length;
        uint b = a;
        uint c = a;

        while (bytes.Length > BlockBytes)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            Mix(ref a, ref b, ref c);
            bytes = bytes[BlockBytes..];
        }

        if (bytes.IsEmpty)
        {
            return c;
        }

        Span<byte> tail = stackalloc byte[BlockBytes];
        tail.Clear();
        bytes.CopyTo(tail);
        a += BinaryPrimitives.ReadUInt32LittleEndian(tail);
        b += BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(tail[8..]);
        return Finish(a, b, c);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a = (a - c) ^ BitOperations.RotateLeft(c, 4);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 6);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 8);
        b += a;
        a = (a - c) ^ BitOperations.RotateLeft(c, 16);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 19);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 4);
        b += a;
    }

    private static uint Finish(uint a, uint b, uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
