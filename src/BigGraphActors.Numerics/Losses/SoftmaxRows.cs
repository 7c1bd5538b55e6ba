using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>Loops over rows of scores that every softmax needs.</summary>
internal static unsafe class SoftmaxRows<TWidth, TVector>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : unmanaged
{
    /// <summary>Scores become <c>exp(t - most)</c>, and are summed.</summary>
    /// <param name="scores">The tile, its rows' padding sealed.</param>
    /// <param name="tile">Its shape.</param>
    /// <param name="range">Rows to work on.</param>
    /// <param name="most">The largest of each of them; not below any of their scores.</param>
    /// <param name="sums">Their sums, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exponentiate(
        float* scores, LossTile tile, (int First, int Count) range, float* most, float* sums)
    {
        int end = RowLayout.Padded(tile.Columns);
        nint stride = tile.Stride;
        float* row = scores + (range.First * stride);
        for (int k = 0; k < range.Count; k++, row += stride)
        {
            TVector shift = TWidth.Broadcast(most[k]);
            TVector sum = TWidth.Broadcast(0f);
            for (int i = 0; i < end; i += TWidth.Count)
            {
                TVector value = VectorMath<TWidth, TVector>.ExpNonPositive(
                    TWidth.Subtract(TWidth.Load(row + i), shift));
                TWidth.Store(value, row + i);
                sum = TWidth.Add(sum, value);
            }

            sums[k] = TWidth.Sum(sum);
        }
    }

    /// <summary>Multiplies each of the rows by its factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* scores, LossTile tile, (int First, int Count) range, float* factors)
    {
        int end = RowLayout.Padded(tile.Columns);
        nint stride = tile.Stride;
        float* row = scores + (range.First * stride);
        for (int k = 0; k < range.Count; k++, row += stride)
        {
            RowLoops<TWidth, TVector>.Scale(row, factors[k], end);
        }
    }
}
