using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Batching;

/// <summary>One thread's random choices while it trains: negatives and which relation comes next.</summary>
internal sealed class UniformDraws(ulong seed, ulong stream)
{
    private CounterRandom _random = new(seed, stream);

    /// <summary>Draws rows uniformly with replacement.</summary>
    /// <param name="side">Not used.</param>
    /// <param name="block">Not used.</param>
    /// <param name="rowCount">Rows to draw from, at least 1.</param>
    /// <param name="destination">Overwritten with rows in <c>[0, rowCount)</c>.</param>
    public void Fill(Side side, int block, long rowCount, Span<int> destination) =>
        _random.FillBounded(destination, checked((int)rowCount));

    /// <summary>A uniform number in <c>[0, n)</c>.</summary>
    public long Pick(long n) => (long)(_random.NextDouble() * n);

    /// <summary>A uniform number in <c>[0, n)</c>.</summary>
    public int Pick(int n) => _random.NextBounded(n);

    /// <summary>Puts values in random order.</summary>
    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = _random.NextBounded(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
