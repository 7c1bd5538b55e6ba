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
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int end = RowLayout.StrideFor(tile.Columns);
            double loss = 0;
            long violators = 0;
            for (nint k = 0; k < tile.Rows; k++)
            {
                float* row = scores + (k * tile.Stride);
                float positive = positives[k];
                float weight = weights is null ? tile.Scale : tile.Scale * weights[k];
                LossRow.Seal<TWidth, TVector>(row, tile.Columns);
                float most = Largest<TWidth, TVector>(row, end, positive, ref violators);
                float others = Exponentials<TWidth, TVector>(row, end, most);
                float own = VectorMath<WidthScalar, float>.ExpNonPositive(positive - most);
                float factor = weight / (own + others);
                RowLoops<TWidth, TVector>.Scale(row, factor, end);
                positiveGradients[k] = -others * factor;

                // In double, so that a small loss keeps its digits beside the 1 of the largest score.
                loss += weight * (Math.Log((double)own + others) + ((double)most - positive));
            }

            *result = new(loss, violators);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Largest<TWidth, TVector>(float* row, int end, float positive, ref long violators)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector bar = TWidth.Broadcast(positive);
            TVector most = bar;
            int above = 0;
            for (int i = 0; i < end; i += TWidth.Count)
            {
                TVector score = TWidth.Load(row + i);
                above += TWidth.CountSet(TWidth.Greater(score, bar));
                most = TWidth.Max(most, score);
            }

            violators += above;
            return TWidth.Largest(most);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Exponentials<TWidth, TVector>(float* row, int end, float most)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector shift = TWidth.Broadcast(most);
            TVector sum = TWidth.Broadcast(0f);
            for (int i = 0; i < end; i += TWidth.Count)
            {
                TVector value = VectorMath<TWidth, TVector>.ExpNonPositive(
                    TWidth.Subtract(TWidth.Load(row + i), shift));
                TWidth.Store(value, row + i);
                sum = TWidth.Add(sum, value);
            }

            return TWidth.Sum(sum);
        }
    }
}
