using System.Runtime.Intrinsics.X86;
using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Tests.Numerics.Layout;

public sealed unsafe class PrefetchQueueTests
{
    [Theory]
    [InlineData(1, 16, 1)]
    [InlineData(7, 48, 2)]
    [InlineData(7, 48, 5)]
    [InlineData(128, 400, 10)]
    public void Every_call_asks_for_as_many_lines_until_none_are_left(int count, int stride, int lines)
    {
        using NativeTable table = new(40, stride);
        int[] rows = [.. Enumerable.Range(0, count).Select(i => i * 11 % 40)];
        fixed (int* start = rows)
        {
            PrefetchQueue queue = new((float*)table.View.Address, stride, start, count);
            Assert.Equal(count * (stride / 16), queue.Left);
            while (queue.Left > 0 && Sse.IsSupported)
            {
                long expected = Math.Max(0, queue.Left - lines);
                queue.Prefetch(lines);
                Assert.Equal(expected, queue.Left);
            }

            queue.Prefetch(lines);
            Assert.Equal(Sse.IsSupported ? 0 : queue.Lines, queue.Left);
        }
    }
}
