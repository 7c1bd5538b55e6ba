using System.Numerics;
using BigGraphActors.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.DataPlane;

public sealed class FrameChecksumTests
{
    [Fact]
    public void It_is_the_same_in_pieces_of_any_length()
    {
        Random random = new(3);
        for (int length = 0; length < 300; length++)
        {
            byte[] bytes = Bytes(random, length);
            uint whole = FrameChecksum.Of(bytes);
            FrameChecksum pieces = default;
            for (int at = 0; at < length;)
            {
                int count = Math.Min(random.Next(0, 70), length - at);
                pieces.Append(bytes.AsSpan(at, count));
                at += count;
            }

            Assert.Equal(whole, pieces.Value);
            Assert.Equal(whole, Slow(bytes));
        }
    }

    [Fact]
    public void Every_changed_bit_changes_it()
    {
        byte[] bytes = Bytes(new Random(4), 133);
        uint right = FrameChecksum.Of(bytes);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(right, FrameChecksum.Of(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Zeros_of_another_length_have_another()
    {
        Assert.Equal(200, Enumerable.Range(0, 200).Select(length => FrameChecksum.Of(new byte[length])).Distinct().Count());
    }

    [Fact]
    public void A_header_with_a_changed_bit_is_refused()
    {
        byte[] header = new byte[FrameHeader.ByteLength];
        FrameHeader expected = new(FrameKind.Bytes, 1 << 20, 1L << 40, 9);
        expected.Write(header);
        Assert.Equal(expected, FrameHeader.Read(header));
        for (int bit = 0; bit < header.Length * 8; bit++)
        {
            byte[] damaged = [.. header];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<PlaneException>(() => FrameHeader.Read(damaged));
        }
    }

    /// <summary>The definition, a byte at a time.</summary>
    private static uint Slow(byte[] bytes)
    {
        uint[] lanes = new uint[4];
        int blocks = bytes.Length / 32;
        for (int at = 0; at < blocks * 32; at++)
        {
            lanes[at / 8 % 4] = BitOperations.Crc32C(lanes[at / 8 % 4], bytes[at]);
        }

        uint value = 0;
        foreach (uint lane in lanes)
        {
            value = BitOperations.Crc32C(value, lane);
        }

        value = BitOperations.Crc32C(value, (ulong)bytes.Length);
        return bytes.Skip(blocks * 32).Aggregate(value, BitOperations.Crc32C);
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
