using System.Runtime.CompilerServices;

namespace BigGraphActors.Numerics.Random;

/// <summary>Pseudo-random numbers from a counter: any number of independent streams of one seed.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the n-th number is a
/// fixed scrambling of the start plus n times an odd constant, so it needs no table, no warm-up, and can be computed
/// out of order. A stream repeats after 2^64 numbers. The same seed, stream and calls give the same numbers on every
/// machine, except for the last bits of the normals, where the C library has a say. A mutable struct: pass it by
/// reference. Not for secrets.
/// </remarks>
public struct CounterRandom
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">Whose numbers: a thread, a table, a bucket; any value.</param>
    public CounterRandom(ulong seed, ulong stream) => _state = Start(seed, stream);

    /// <summary>The next 64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        _state += Increment;
        return Scramble(_state);
    }

    /// <summary>The next 32 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>A number in <c>0..n-1</c>, each equally likely.</summary>
    /// <param name="n">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="n"/> is below 1.</exception>
    public int NextBounded(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return Bounded(NextUInt32(), (uint)n);
    }

    /// <summary>Fills a span with numbers in <c>0..n-1</c>, each equally likely: uniform negatives.</summary>
    /// <param name="destination">Overwritten.</param>
    /// <param name="n">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="n"/> is below 1.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillBounded(Span<int> destination, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        int i = 0;
        for (; i + 1 < destination.Length; i += 2)
        {
            ulong bits = NextUInt64();
            destination[i] = Bounded((uint)(bits >> 32), (uint)n);
            destination[i + 1] = Bounded((uint)bits, (uint)n);
        }

        if (i < destination.Length)
        {
            destination[i] = Bounded(NextUInt32(), (uint)n);
        }
    }

    /// <summary>A float32 in <c>[0, 1)</c>, a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>A float64 in <c>[0, 1)</c>, a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Fills a span with normally distributed numbers of mean 0.</summary>
    /// <param name="destination">Overwritten.</param>
    /// <param name="scale">Standard deviation.</param>
    public void FillNormal(Span<float> destination, float scale)
    {
        for (int i = 0; i < destination.Length; i += 2)
        {
            (float first, float second) = Normals(NextUInt64());
            destination[i] = scale * first;
            if (i + 1 < destination.Length)
            {
                destination[i + 1] = scale * second;
            }
        }
    }

    /// <summary>Fills a piece of an endless normal sequence that seed and index alone determine.</summary>
    /// <param name="seed">Of the sequence; of different tables, different ones.</param>
    /// <param name="startIndex">Position of the first number; at least 0.</param>
    /// <param name="destination">Overwritten; any piece may be filled by any thread, in any order.</param>
    /// <param name="scale">Standard deviation.</param>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="startIndex"/> is negative.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillNormal(ulong seed, long startIndex, Span<float> destination, float scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ulong start = Start(seed, 0);
        int filled = 0;
        while (filled < destination.Length)
        {
            // Numbers come in pairs; a piece may begin or end in the middle of one.
            ulong index = (ulong)startIndex + (ulong)filled;
            (float first, float second) = Normals(Scramble(start + (((index >> 1) + 1) * Increment)));
            if ((index & 1) == 0)
            {
                destination[filled++] = scale * first;
            }

            if (filled < destination.Length)
            {
                destination[filled++] = scale * second;
            }
        }
    }

    private static ulong Start(ulong seed, ulong stream) => Scramble(Scramble(seed + Increment) + stream + Increment);

    /// <summary>The finaliser of SplitMix64, "variant 13" of David Stafford's list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Scramble(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Lemire's multiplication ("Fast random integer generation in an interval", 2019).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Bounded(uint bits, uint n)
    {
        ulong product = (ulong)bits * n;
        if ((uint)product < n)
        {
            product = Redraw(product, n);
        }

        return (int)(product >> 32);
    }

    /// <summary>
    /// Draws again while the draw lies in the incomplete interval; at most every other time, rarely ever.
    /// </summary>
    private ulong Redraw(ulong product, uint n)
    {
        uint incomplete = (0u - n) % n;
        while ((uint)product < incomplete)
        {
            product = (ulong)NextUInt32() * n;
        }

        return product;
    }

    /// <summary>Two independent standard normals from 64 bits, by Box and Muller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float First, float Second) Normals(ulong bits)
    {
        // Half a step off zero, so that the logarithm is finite; the largest value is 6.7.
        float radius = MathF.Sqrt(-2f * MathF.Log(((bits >> 32) + 0.5f) * (1f / 4294967296f)));
        (float sine, float cosine) = MathF.SinCos((uint)bits * (2f * MathF.PI / 4294967296f));
        return (radius * cosine, radius * sine);
    }
}
