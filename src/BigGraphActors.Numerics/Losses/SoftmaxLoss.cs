using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>Cross-entropy of the positive among itself and its negatives.</summary>
/// <remarks>PBG: <c>SoftmaxLossFunction</c>; <c>sum_k w_k [log(exp(s_k) + sum_j exp(t_kj)) - s_k]</c>.</remarks>
public static unsafe class SoftmaxLoss
{
    /// <summary>Computes the loss and overwrites the negatives' scores with its gradient.</summary>
    /// <param name="positives"><c>[tile.Rows]</c>: s.</param>
    /// <param name="scores">
    /// <c>[tile.Rows × tile.Stride]</c>: t in, gradient out; padding up to the next multiple of 16 becomes zero.
    /// </param>
    /// <param name="tile">Shape and scale; without columns the loss and all gradients are 0.</param>
    /// <param name="weights"><c>[tile.Rows]</c>, or empty for all 1.</param>
    /// <param name="positiveGradients"><c>[tile.Rows]</c>, overwritten.</param>
    /// <returns>The loss, and how many negatives score above their positive.</returns>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>
    /// Shifted by each row's maximum, so no finite score overflows. The positive's gradient is minus the sum of the
    /// negatives' and not <c>p - 1</c>, which would lose its digits as p nears 1. A masked score of -1e9 gets a
    /// gradient of exactly 0. NaN in a row makes the loss and the row's gradients NaN.
    /// </remarks>
    public static TileLoss Apply(
        ReadOnlySpan<float> positives, Span<float> scores, LossTile tile, ReadOnlySpan<float> weights,
        Span<float> positiveGradients)
    {
        LossRow.Require(positives, scores, tile, weights, positiveGradients);
        if (tile.Columns == 0)
        {
            positiveGradients[..tile.Rows].Clear();
            return default;
        }

        TileLoss result = default;
        fixed (float* positivesStart = positives, scoresStart = scores, weightsStart = weights)
        fixed (float* gradientsStart = positiveGradients)
        {
            var kernel = new Kernel(positivesStart, scoresStart, tile, weightsStart, gradientsStart, &result);
            VectorWidth.Run(ref kernel);
        }

        return result;
    }

    private readonly struct Kernel(
        float* positives, float* scores, LossTile tile, float* weights, float* positiveGradients, TileLoss* result)
        : IVectorKernel
    {
        /// <summary>Rows that are worked on together, so that no row's sums hold up the next row.</summary>
        private const int GroupMost = 64;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float* most = stackalloc float[GroupMost];
            float* sums = stackalloc float[GroupMost];
            double loss = 0;
            long violators = 0;
            for (int first = 0; first < tile.Rows; first += GroupMost)
            {
                int rows = Math.Min(GroupMost, tile.Rows - first);
                violators += Largest<TWidth, TVector>(first, rows, most);
                SoftmaxRows<TWidth, TVector>.Exponentiate(scores, tile, (first, rows), most, sums);
                loss += Factors(first, rows, most, sums);
                SoftmaxRows<TWidth, TVector>.Scale(scores, tile, (first, rows), sums);
            }

            *result = new(loss, violators);
        }

        /// <summary>The largest of each row and its positive.</summary>
        /// <returns>How many negatives are above their positive.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Largest<TWidth, TVector>(int first, int rows, float* most)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int columns = tile.Columns;
            int end = RowLayout.Padded(columns);
            nint stride = tile.Stride;
            float* row = scores + (first * stride);
            int above = 0;
            for (int k = 0; k < rows; k++, row += stride)
            {
                LossRow.Seal<TWidth, TVector>(row, columns);
                TVector bar = TWidth.Broadcast(positives[first + k]);
                TVector largest = bar;
                for (int i = 0; i < end; i += TWidth.Count)
                {
                    TVector score = TWidth.Load(row + i);
                    above += TWidth.CountSet(TWidth.Greater(score, bar));
                    largest = TWidth.Max(largest, score);
                }

                most[k] = TWidth.Largest(largest);
            }

            return above;
        }

        /// <summary>Sums become the rows' factors, and positives' gradients are written.</summary>
        /// <returns>The loss of the rows.</returns>
        /// <remarks>
        /// In float64, so that a small loss keeps its digits beside the 1 of the largest score. Logarithms are dear:
        /// as long as the weights are equal, totals are multiplied first. A total is at most 1 more than the number
        /// of negatives, below 2^31, so sixteen of them are far from overflowing.
        /// </remarks>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private double Factors(int first, int rows, float* most, float* sums)
        {
            double loss = 0;
            double product = 1;
            double last = tile.Scale;
            for (int k = 0; k < rows; k++)
            {
                float positive = positives[first + k];
                float weight = weights is null ? tile.Scale : tile.Scale * weights[first + k];
                float others = sums[k];
                float own = VectorMath<WidthScalar, float>.ExpNonPositive(positive - most[k]);
                float factor = weight / (own + others);
                positiveGradients[first + k] = -others * factor;
                sums[k] = factor;
                if (weight != last || k % 16 == 0)
                {
                    loss += last * Math.Log(product);
                    product = 1;
                    last = weight;
                }

                product *= (double)own + others;
                loss += weight * ((double)most[k] - positive);
            }

            return loss + (last * Math.Log(product));
        }
    }
}

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
