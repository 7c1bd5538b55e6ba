using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>Positives against one, negatives against zero, each by the logistic function.</summary>
/// <remarks>
/// PBG: <c>LogisticLossFunction</c>; <c>sum_k w_k softplus(-s_k) + (1/N) sum_k w_k sum_j softplus(t_kj)</c>.
/// </remarks>
public static unsafe class LogisticLoss
{
    /// <summary>Computes the loss and overwrites the negatives' scores with its gradient.</summary>
    /// <param name="positives"><c>[tile.Rows]</c>: s.</param>
    /// <param name="scores">
    /// <c>[tile.Rows × tile.Stride]</c>: t in, gradient out; padding up to the next multiple of 16 becomes zero.
    /// </param>
    /// <param name="tile">Shape and scale; without columns only the positives count.</param>
    /// <param name="weights"><c>[tile.Rows]</c>, or empty for all 1.</param>
    /// <param name="positiveGradients"><c>[tile.Rows]</c>, overwritten.</param>
    /// <param name="normalizer">
    /// N: the columns PBG would have, masked ones that the tile leaves out included; 0 means positives only, and
    /// the negatives' gradients become 0.
    /// </param>
    /// <returns>The loss, and how many negatives score above their positive.</returns>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>
    /// <c>softplus(z) = max(z, 0) + log(1 + exp(-|z|))</c>, which no finite score overflows. NaN in a row makes the
    /// loss and that score's gradient NaN.
    /// </remarks>
    public static TileLoss Apply(
        ReadOnlySpan<float> positives, Span<float> scores, LossTile tile, ReadOnlySpan<float> weights,
        Span<float> positiveGradients, int normalizer)
    {
        LossRow.Require(positives, scores, tile, weights, positiveGradients);
        TileLoss result = default;
        fixed (float* positivesStart = positives, scoresStart = scores, weightsStart = weights)
        fixed (float* gradientsStart = positiveGradients)
        {
            float share = normalizer == 0 ? 0 : 1f / normalizer;
            var kernel = new Kernel(positivesStart, scoresStart, tile, weightsStart, gradientsStart, share, &result);
            VectorWidth.Run(ref kernel);
        }

        return result;
    }

    private readonly struct Kernel(
        float* positives, float* scores, LossTile tile, float* weights, float* positiveGradients, float share,
        TileLoss* result) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            double loss = 0;
            long violators = 0;
            int whole = tile.Rows - (tile.Rows % TWidth.Count);
            for (int k = 0; k < whole; k += TWidth.Count)
            {
                loss += Positives<TWidth, TVector>(k);
            }

            for (int k = whole; k < tile.Rows; k++)
            {
                loss += Positives<WidthScalar, float>(k);
            }

            int end = RowLayout.Padded(tile.Columns);
            for (nint k = 0; k < tile.Rows; k++)
            {
                float* row = scores + (k * tile.Stride);
                float weight = share * (weights is null ? tile.Scale : tile.Scale * weights[k]);
                LossRow.Seal<TWidth, TVector>(row, tile.Columns);
                loss += Negatives<TWidth, TVector>(row, end, positives[k], weight, ref violators);
            }

            *result = new(loss, violators);
        }

        /// <summary>One vector's worth of positives, for which <c>z = -s</c>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private float Positives<TWidth, TVector>(int k)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector zero = TWidth.Broadcast(0f);
            TVector weight = TWidth.Broadcast(tile.Scale);
            if (weights is not null)
            {
                weight = TWidth.Multiply(weight, TWidth.Load(weights + k));
            }

            TVector z = TWidth.Subtract(zero, TWidth.Load(positives + k));
            TVector softplus = Softplus<TWidth, TVector>(z, out TVector sigmoid);
            TWidth.Store(TWidth.Subtract(zero, TWidth.Multiply(weight, sigmoid)), positiveGradients + k);
            return TWidth.Sum(TWidth.Multiply(weight, softplus));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Negatives<TWidth, TVector>(
            float* row, int end, float positive, float weight, ref long violators)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector bar = TWidth.Broadcast(positive);
            TVector factor = TWidth.Broadcast(weight);
            TVector sum = TWidth.Broadcast(0f);
            int above = 0;
            for (int i = 0; i < end; i += TWidth.Count)
            {
                TVector z = TWidth.Load(row + i);
                above += TWidth.CountSet(TWidth.Greater(z, bar));
                sum = TWidth.Add(sum, Softplus<TWidth, TVector>(z, out TVector sigmoid));
                TWidth.Store(TWidth.Multiply(factor, sigmoid), row + i);
            }

            violators += above;
            return weight * TWidth.Sum(sum);
        }

        /// <summary><c>log(1 + exp(z))</c> and its derivative <c>1 / (1 + exp(-z))</c>; both 0 at -infinity.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Softplus<TWidth, TVector>(TVector z, out TVector sigmoid)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector zero = TWidth.Broadcast(0f);
            TVector one = TWidth.Broadcast(1f);
            TVector e = VectorMath<TWidth, TVector>.ExpNonPositive(TWidth.Subtract(zero, TWidth.Abs(z)));
            TVector top = TWidth.Select(TWidth.GreaterOrEqual(z, zero), one, e);
            sigmoid = TWidth.Divide(top, TWidth.Add(one, e));
            return TWidth.Add(TWidth.Max(z, zero), VectorMath<TWidth, TVector>.LogOnePlus(e));
        }
    }
}
