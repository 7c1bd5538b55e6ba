using BigGraphActors.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.DataPlane;

public sealed class FrameChecksumTests
{
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

    [Fact]
    public void A_node_of_the_wire_version_before_is_refused_and_both_versions_are_named()
    {
        using MemoryStream older = new([.. "BGAplan1"u8, .. new byte[32]]);

        PlaneException refusal = Assert.Throws<PlaneException>(() => PlaneHandshake.AsServer(older, "secret"));

        Assert.Contains("wire version 1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("this one 2", refusal.Message, StringComparison.Ordinal);
    }
}
