using System.Numerics;

namespace BigGraphActors.Storage.Buffers;

/// <summary>Four CRC-32C that take turns over 8-byte words: word <c>i</c> belongs to lane <c>i % 4</c>.</summary>
/// <remarks>
/// The processor begins a CRC step each cycle and ends it three later; four lanes leave no cycle unused, which is
/// 8 bytes a cycle. A word is little-endian.
/// </remarks>
public struct CrcLanes
{
    /// <summary>Bytes that one turn of all lanes takes.</summary>
    public const int BlockBytes = 32;

    private uint _lane0;
    private uint _lane1;
    private uint _lane2;
    private uint _lane3;

    /// <summary>Goes on over whole blocks.</summary>
    /// <param name="blocks">A multiple of <see cref="BlockBytes"/>; at any alignment.</param>
    public unsafe void Append(ReadOnlySpan<byte> blocks)
    {
        if (blocks.Length % BlockBytes != 0)
        {
            throw new ArgumentException($"{blocks.Length} bytes are not whole blocks of {BlockBytes}");
        }

        (uint lane0, uint lane1, uint lane2, uint lane3) = (_lane0, _lane1, _lane2, _lane3);
        fixed (byte* start = blocks)
        {
            ulong* word = (ulong*)start;
            for (ulong* end = (ulong*)(start + blocks.Length); word < end; word += 4)
            {
                lane0 = BitOperations.Crc32C(lane0, word[0]);
                lane1 = BitOperations.Crc32C(lane1, word[1]);
                lane2 = BitOperations.Crc32C(lane2, word[2]);
                lane3 = BitOperations.Crc32C(lane3, word[3]);
            }
        }

        (_lane0, _lane1, _lane2, _lane3) = (lane0, lane1, lane2, lane3);
    }

    /// <summary>A CRC-32C over the lanes, in order.</summary>
    public readonly uint Fold() => BitOperations.Crc32C(
        BitOperations.Crc32C(0, _lane0 | ((ulong)_lane1 << 32)), _lane2 | ((ulong)_lane3 << 32));
}
