using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Tests.Cli.Examples;

public class SyntheticGraphTests
{
    [Fact]
    public void Numbers_stay_within_the_sizes_and_popularity_falls()
    {
        (long[] lhs, long[] relation, long[] rhs) = new SyntheticGraph(100, 7, 20_000, Seed: 3).Draw();

        Assert.All(lhs.Concat(rhs), entity => Assert.InRange(entity, 0, 99));
        Assert.All(relation, number => Assert.InRange(number, 0, 6));
        int[] counts = [.. Enumerable.Range(0, 10).Select(tenth => lhs.Count(entity => entity / 10 == tenth))];
        Assert.True(counts[0] > 4 * counts[9], $"first tenth {counts[0]}, last tenth {counts[9]}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_graph() => Assert.Equal(
        new SyntheticGraph(10, 2, 100, Seed: 3).Draw().Lhs,
        new SyntheticGraph(10, 2, 100, Seed: 3).Draw().Lhs);

    [Fact]
    public void The_median_is_the_middle()
    {
        Assert.Equal(2, Median.Of([9, 1, 2]));
        Assert.Equal(3, Median.Of([9, 1, 2, 4]));
    }
}
