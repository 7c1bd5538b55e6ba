using BigGraphActors.Numerics.Random;

namespace BigGraphActors.Tests.Numerics.Random;

public sealed class RandomTests
{
    [Fact]
    public void Mersenne_twister_gives_the_authors_numbers()
    {
        var twister = new MersenneTwister(5489);
        Assert.Equal(3499211612u, twister.NextUInt32());
        for (int i = 2; i < 10_000; i++)
        {
            twister.NextUInt32();
        }

        // The C++ standard fixes the ten thousandth number of this seed.
        Assert.Equal(4123659995u, twister.NextUInt32());
    }

    [Theory]
    [InlineData(-3226225171056353554L, new[] { 33, 60, 6, 13, 89, 52, 43, 16, 55, 96 })]
    [InlineData(3840132825052968429L, new[] { 83, 95, 93, 66, 12, 40, 31, 50, 95, 58 })]
    [InlineData(1220641710590311975L, new[] { 48, 101, 52, 57, 86, 27, 43, 19, 89, 41 })]
    public void Mersenne_twister_draws_the_held_out_edges_of_pbg(long seed, int[] expected)
    {
        var twister = new MersenneTwister((uint)seed);
        Assert.Equal(expected, expected.Select(_ => (int)(twister.NextUInt32() % 102)));
    }

    [Fact]
    public void Same_seed_and_stream_give_the_same_numbers_and_others_do_not()
    {
        static ulong[] Draw(ulong seed, ulong stream)
        {
            var random = new CounterRandom(seed, stream);
            return [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        }

        Assert.Equal(Draw(1, 2), Draw(1, 2));
        Assert.Empty(Draw(1, 2).Intersect(Draw(1, 3)));
        Assert.Empty(Draw(1, 2).Intersect(Draw(2, 1)));
    }

    [Fact]
    public void Bounded_draws_are_uniform()
    {
        var random = new CounterRandom(42, 0);
        var draws = new int[70_001];
        random.FillBounded(draws, 7);
        int[] counts = [.. Enumerable.Range(0, 7).Select(value => draws.Count(draw => draw == value))];

        // Six degrees of freedom: 22.5 is exceeded once in a thousand seeds, and this one is fixed.
        double expected = draws.Length / 7.0;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, 22.5);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.InRange(random.NextBounded(3), 0, 2));
        Assert.Equal(0, random.NextBounded(1));
    }

    [Fact]
    public void Large_bounds_are_not_biased_towards_small_numbers()
    {
        // With this bound a plain multiplication would give multiples of three half again as often.
        const int Bound = int.MaxValue;
        var random = new CounterRandom(7, 0);
        var draws = new int[20_000];
        random.FillBounded(draws, Bound);
        Assert.InRange(draws.Average(), 0.49 * Bound, 0.51 * Bound);
        Assert.InRange(draws.Count(draw => draw % 3 == 0), 6400, 6930);
    }

    [Fact]
    public void Fractions_lie_between_zero_and_one()
    {
        var random = new CounterRandom(3, 3);
        double[] values = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble())];
        float[] singles = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextSingle())];
        Assert.All(values, value => Assert.InRange(value, 0, 1 - 1e-17));
        Assert.All(singles, value => Assert.InRange(value, 0, 0.99999995f));
        Assert.InRange(values.Average(), 0.48, 0.52);
        Assert.InRange(singles.Average(), 0.48, 0.52);
    }

    [Fact]
    public void Normals_have_the_moments_of_a_normal_distribution()
    {
        var values = new float[200_000];
        CounterRandom.FillNormal(5, 0, values, 2);
        double Moment(int power) => values.Average(value => Math.Pow(value / 2, power));
        Assert.InRange(Moment(1), -0.01, 0.01);
        Assert.InRange(Moment(2), 0.99, 1.01);
        Assert.InRange(Moment(3), -0.03, 0.03);
        Assert.InRange(Moment(4), 2.93, 3.07);
    }

    [Fact]
    public void Pieces_of_a_normal_sequence_are_the_same_however_they_are_cut()
    {
        var whole = new float[300];
        CounterRandom.FillNormal(9, 1000, whole, 1);
        for (int start = 0; start < 40; start++)
        {
            for (int length = 0; length < 70; length++)
            {
                var piece = new float[length];
                CounterRandom.FillNormal(9, 1000 + start, piece, 1);
                Assert.Equal(whole[start..(start + length)], piece);
            }
        }
    }
}
