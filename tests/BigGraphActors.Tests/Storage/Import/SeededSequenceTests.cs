using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class SeededSequenceTests
{
    [Fact]
    public void A_seed_gives_the_same_order_for_ever()
    {
        int[] order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        new SeededSequence(42, 0).Shuffle(order);

        Assert.Equal(FirstOrderOfSeed42, order);
    }

    [Fact]
    public void Streams_of_a_seed_and_seeds_differ()
    {
        Assert.NotEqual(OrderOf(42, 0), OrderOf(42, 1));
        Assert.NotEqual(OrderOf(42, 0), OrderOf(43, 0));
    }

    [Fact]
    public void Every_order_of_four_comes_up_about_equally_often()
    {
        Dictionary<string, int> counts = [];
        for (int seed = 0; seed < 24_000; seed++)
        {
            string order = string.Concat(OrderOf(seed, 3, length: 4));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 840, 1160));
    }

    private static readonly int[] FirstOrderOfSeed42 = [5, 1, 9, 6, 7, 2, 4, 0, 8, 3];

    private static int[] OrderOf(long seed, int stream, int length = 30)
    {
        int[] order = [.. Enumerable.Range(0, length)];
        new SeededSequence(seed, stream).Shuffle(order);
        return order;
    }
}
