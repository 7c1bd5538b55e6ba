namespace BigGraphActors.Storage.Import;

/// <summary>Random numbers that are the same for a seed on every machine and runtime.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea and Flood, 2014) with Lemire's unbiased bound. Not the runtime's generator, because its
/// sequence is no promise and the ids of a graph hang on it.
/// </remarks>
internal sealed class SeededSequence
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts one of many independent sequences of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of them, from 0.</param>
    public SeededSequence(long seed, int stream)
    {
        _state = (ulong)seed;
        _state = Next() ^ ((ulong)stream * Step);
        _state = Next();
    }

    /// <summary>Orders 0 to <c>order.Length - 1</c> at random, each order equally likely (Fisher and Yates).</summary>
    public void Shuffle(Span<int> order)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = (int)Below((uint)i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    private uint Below(uint bound)
    {
        ulong product = (Next() >> 32) * bound;
        uint low = (uint)product;
        if (low < bound)
        {
            uint threshold = (0 - bound) % bound;
            while (low < threshold)
            {
                product = (Next() >> 32) * bound;
                low = (uint)product;
            }
        }

        return (uint)(product >> 32);
    }

    private ulong Next()
    {
        _state += Step;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
