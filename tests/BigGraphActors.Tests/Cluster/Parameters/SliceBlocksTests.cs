using BigGraphActors.Cluster.Parameters;

namespace BigGraphActors.Tests.Cluster.Parameters;

/// <summary>A message has exactly the blocks that its bits name, whatever the slice's length.</summary>
public sealed class SliceBlocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void Every_block_that_is_named_comes_back_at_its_place_and_no_other(int length)
    {
        Random random = new(length);
        for (int trial = 0; trial < 50; trial++)
        {
            float[] values = [.. Enumerable.Range(1, length).Select(i => (float)i)];
            float[] message = new float[SliceBlocks.MessageLength(length)];
            SliceBlocks sent = new(new float[SliceBlocks.WordsOf(length)], length);
            HashSet<int> named = [.. Enumerable.Range(0, SliceBlocks.CountOf(length)).Where(_ => random.Next(3) == 0)];
            foreach (int block in named)
            {
                sent.Add(block);
            }

            Span<float> packed = sent.Pack(values, message);
            Assert.True(SliceBlocks.IsMessage(packed, length));
            float[] received = new float[length];
            int at = SliceBlocks.WordsOf(length);
            SliceBlocks seen = new(packed, length);
            foreach (int block in seen)
            {
                int count = seen.LengthOf(block);
                packed.Slice(at, count).CopyTo(received.AsSpan(block * SliceBlocks.BlockLength));
                at += count;
            }

            float[] expected = [.. values.Select((value, i) => named.Contains(i / SliceBlocks.BlockLength) ? value : 0)];
            Assert.Equal(expected, received);
            Assert.Equal(packed.Length, at);
        }
    }

    [Fact]
    public void A_message_that_is_too_short_too_long_or_names_a_block_beyond_the_last_is_none()
    {
        const int Length = 100;
        float[] message = new float[SliceBlocks.MessageLength(Length) + 1];
        SliceBlocks all = new(message, Length);
        all.AddAll();
        Assert.True(SliceBlocks.IsMessage(message.AsSpan(..^1), Length));
        Assert.False(SliceBlocks.IsMessage(message, Length));
        Assert.False(SliceBlocks.IsMessage(message.AsSpan(..^2), Length));
        Assert.False(SliceBlocks.IsMessage([], Length));
        message[0] = BitConverter.UInt32BitsToSingle(1u << SliceBlocks.CountOf(Length));
        Assert.False(SliceBlocks.IsMessage(message.AsSpan(..1), Length));
    }
}
