using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Batching;

/// <summary>One thread's random choices: negatives, and which relation comes next.</summary>
internal sealed class RandomStream(ulong seed, ulong stream)
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

/// <summary>The streams of random numbers of one bucket, each with its use. No two of them overlap.</summary>
/// <remarks>
/// A stream's number has the bucket's index above its low 16 bits, and its use in these. Numbers below 0x8000 belong
/// to the threads that train, the next ones to the threads that evaluate, and the last two to the bucket as a whole.
/// So a bucket has at most 32,766 threads.
/// </remarks>
/// <param name="Seed">The run's seed.</param>
/// <param name="Index">Tells the buckets of a run apart.</param>
internal readonly record struct BucketStreams(ulong Seed, long Index)
{
    private const ulong FirstEvaluation = 0x8000;
    private const ulong Relations = 0xFFFE;
    private const ulong Order = 0xFFFF;

    /// <summary>Negatives of one training thread or lane, and its choice of relations.</summary>
    /// <param name="thread">Number of the thread, from 0.</param>
    public RandomStream OfTraining(int thread) => Of((uint)thread);

    /// <summary>Which edges the groups of a bucket have, and their order.</summary>
    /// <remarks>Grouped training draws no negatives, so the first thread's numbers are free.</remarks>
    public RandomStream OfGroups() => OfTraining(0);

    /// <summary>Negatives of one evaluating thread, and its sample for the AUC.</summary>
    /// <param name="thread">Number of the thread, from 0.</param>
    public RandomStream OfEvaluation(int thread) => Of(FirstEvaluation | (uint)thread);

    /// <summary>Which relation a batch has, where all threads train the same batch.</summary>
    public RandomStream OfRelations() => Of(Relations);

    /// <summary>The order of the bucket's edges.</summary>
    public RandomStream OfOrder() => Of(Order);

    private RandomStream Of(ulong use) => new(Seed, ((ulong)Index << 16) | use);
}
