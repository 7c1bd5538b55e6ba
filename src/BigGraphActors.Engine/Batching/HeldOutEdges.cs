using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Batching;

/// <summary>Splits a slice's edges into those trained on and those held out for evaluation while training.</summary>
/// <remarks>
/// PBG: <c>TrainingCoordinator</c>'s split, by the same generator, so that both programs hold out the same edges:
/// CPython's hash of the tuple (edge path, slice, lhs, rhs) seeds MT19937, which draws indices with replacement.
/// As in PBG the two sets may overlap: see <c>docs/reference/pbg-differences.md</c>.
/// </remarks>
internal static class HeldOutEdges
{
    /// <summary>Draws the held-out edges.</summary>
    /// <param name="edgeCount">Edges of the slice.</param>
    /// <param name="fraction">Share held out; the number is rounded down.</param>
    /// <param name="seed">Where in the run the slice is.</param>
    /// <returns>The held-out indices, with repetitions, in the order drawn.</returns>
    public static int[] Draw(int edgeCount, double fraction, HeldOutSeed seed)
    {
        int count = (int)(edgeCount * fraction);
        int[] indices = new int[count];
        if (count == 0)
        {
            return indices;
        }

        MersenneTwister random = new((uint)seed.TupleHash());
        for (int i = 0; i < count; i++)
        {
            indices[i] = (int)(random.NextUInt32() % (uint)edgeCount);
        }

        return indices;
    }

    /// <summary>The indices left for training.</summary>
    /// <param name="edgeCount">Edges of the slice.</param>
    /// <param name="heldOut">What <see cref="Draw"/> gave.</param>
    /// <returns><c>edgeCount - heldOut.Length</c> indices: held-out ones are replaced by the last edges.</returns>
    public static int[] Remaining(int edgeCount, ReadOnlySpan<int> heldOut)
    {
        int[] indices = new int[edgeCount];
        for (int i = 0; i < edgeCount; i++)
        {
            indices[i] = i;
        }

        int kept = edgeCount - heldOut.Length;
        for (int k = 0; k < heldOut.Length; k++)
        {
            indices[heldOut[k]] = kept + k;
        }

        return heldOut.IsEmpty ? indices : indices[..kept];
    }
}

/// <summary>Names the slice whose edges are split.</summary>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
/// <param name="Bucket">The bucket that the edges belong to.</param>
internal readonly record struct HeldOutSeed(int EdgePath, int EdgeSlice, Bucket Bucket)
{
    private const ulong Prime1 = 11400714785074694791;
    private const ulong Prime2 = 14029467366897019727;
    private const ulong Prime5 = 2870177450012600261;

    /// <summary>CPython's hash of the four numbers as a tuple (xxHash based, since version 3.8).</summary>
    public ulong TupleHash()
    {
        ulong hash = Prime5;
        foreach (int value in (ReadOnlySpan<int>)[EdgePath, EdgeSlice, Bucket.Lhs, Bucket.Rhs])
        {
            hash += (ulong)value * Prime2;
            hash = System.Numerics.BitOperations.RotateLeft(hash, 31);
            hash *= Prime1;
        }

        hash += 4 ^ (Prime5 ^ 3527539UL);
        return hash == ulong.MaxValue ? 1546275796UL : hash;
    }
}
