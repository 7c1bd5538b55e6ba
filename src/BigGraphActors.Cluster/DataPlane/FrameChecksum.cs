using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Checksum of a payload: four CRC-32C over every fourth 8-byte word, and a CRC-32C over those.</summary>
/// <remarks>
/// One CRC-32C waits three cycles for each word; four that take turns keep the unit busy, which moves the checksum from
/// a third of the transfer's time to a tenth. Damage within one word changes that lane's CRC for certain, and so the
/// outer one. Bytes may be appended in pieces of any length.
/// </remarks>
internal struct FrameChecksum
{
    private const int BlockBytes = 32;

    private uint _lane0;
    private uint _lane1;
    private uint _lane2;
    private uint _lane3;
    private ulong _length;
    private RestBytes _rest;
    private int _restLength;

    /// <summary>The checksum of one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        FrameChecksum checksum = default;
        checksum.Append(bytes);
        return checksum.Value;
    }

    /// <summary>The checksum of what was appended so far.</summary>
    public readonly uint Value
    {
        get
        {
            uint value = BitOperations.Crc32C(0, _lane0 | ((ulong)_lane1 << 32));
            value = BitOperations.Crc32C(value, _lane2 | ((ulong)_lane3 << 32));
            value = BitOperations.Crc32C(value, _length);
            ReadOnlySpan<byte> rest = _rest;
            foreach (byte one in rest[.._restLength])
            {
                value = BitOperations.Crc32C(value, one);
            }

            return value;
        }
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += (ulong)bytes.Length;
        if (_restLength > 0)
        {
            Span<byte> rest = _rest;
            int taken = Math.Min(BlockBytes - _restLength, bytes.Length);
            bytes[..taken].CopyTo(rest[_restLength..]);
            _restLength += taken;
            bytes = bytes[taken..];
            if (_restLength < BlockBytes)
            {
                return;
            }

            AppendBlocks(rest);
        }

        int whole = bytes.Length / BlockBytes * BlockBytes;
        AppendBlocks(bytes[..whole]);
        _restLength = bytes.Length - whole;
        bytes[whole..].CopyTo(_rest);
    }

    private void AppendBlocks(ReadOnlySpan<byte> blocks)
    {
        (uint lane0, uint lane1, uint lane2, uint lane3) = (_lane0, _lane1, _lane2, _lane3);
        if (BitConverter.IsLittleEndian)
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(blocks);
            for (; words.Length >= 4; words = words[4..])
            {
                lane0 = BitOperations.Crc32C(lane0, words[0]);
                lane1 = BitOperations.Crc32C(lane1, words[1]);
                lane2 = BitOperations.Crc32C(lane2, words[2]);
                lane3 = BitOperations.Crc32C(lane3, words[3]);
            }
        }
        else
        {
            for (; blocks.Length >= BlockBytes; blocks = blocks[BlockBytes..])
            {
                lane0 = BitOperations.Crc32C(lane0, BinaryPrimitives.ReadUInt64LittleEndian(blocks));
                lane1 = BitOperations.Crc32C(lane1, BinaryPrimitives.ReadUInt64LittleEndian(blocks[8..]));
                lane2 = BitOperations.Crc32C(lane2, BinaryPrimitives.ReadUInt64LittleEndian(blocks[16..]));
                lane3 = BitOperations.Crc32C(lane3, BinaryPrimitives.ReadUInt64LittleEndian(blocks[24..]));
            }
        }

        (_lane0, _lane1, _lane2, _lane3) = (lane0, lane1, lane2, lane3);
    }

    [System.Runtime.CompilerServices.InlineArray(BlockBytes)]
    private struct RestBytes
    {
        private byte _first;
    }
}
