using System.Numerics;
using System.Runtime.CompilerServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Checksum of a payload: four CRC-32C over every fourth 8-byte word, and a CRC-32C over those.</summary>
/// <remarks>
/// One CRC-32C alone would take a third of a transfer's time; see <see cref="CrcLanes"/>. Damage within one word
/// changes that lane's CRC for certain, and so the outer one. Bytes may be appended in pieces of any length.
/// </remarks>
internal struct FrameChecksum
{
    private CrcLanes _lanes;
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
            uint value = BitOperations.Crc32C(_lanes.Fold(), _length);
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
            int taken = Math.Min(CrcLanes.BlockBytes - _restLength, bytes.Length);
            bytes[..taken].CopyTo(rest[_restLength..]);
            _restLength += taken;
            bytes = bytes[taken..];
            if (_restLength < CrcLanes.BlockBytes)
            {
                return;
            }

            _lanes.Append(rest);
        }

        int whole = bytes.Length / CrcLanes.BlockBytes * CrcLanes.BlockBytes;
        _lanes.Append(bytes[..whole]);
        _restLength = bytes.Length - whole;
        bytes[whole..].CopyTo(_rest);
    }

    [InlineArray(CrcLanes.BlockBytes)]
    private struct RestBytes
    {
        private byte _first;
    }
}
