using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>Hinge on every pair of a positive and one of its negatives.</summary>
/// <remarks>PBG: <c>RankingLossFunction</c>; <c>sum_k w_k sum_j max(0, t_kj - s_k + margin)</c>.</remarks>
public static unsafe class RankingLoss
{
    /// <summary>Computes the loss and overwrites the negatives' scores with its gradient.</summary>
    /// <param name="positives"><c>[tile.Rows]</c>: s.</param>
    /// <param name="scores">
    /// <c>[tile.Rows × tile.Stride]</c>: t in, gradient out; padding up to the next multiple of 16 becomes zero.
    /// </param>
    /// <param name="tile">Shape and scale; without columns the loss and all gradients are 0.</param>
    /// <param name="weights"><c>[tile.Rows]</c>, or empty for all 1.</param>
    /// <param name="positiveGradients"><c>[tile.Rows]</c>, overwritten: minus the sum of the row's gradients.</param>
    /// <param name="margin">By how much a positive must win for the pair to cost nothing.</param>
    /// <returns>The loss, and how many negatives score above their positive.</returns>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>
    /// A hinge of exactly 0 counts as active, as in PBG, where clamping from below keeps the gradient at the bound.
    /// A NaN score makes the loss NaN and has itself no gradient, as there.
    /// </remarks>
    public static TileLoss Apply(
        ReadOnlySpan<float> positives, Span<float> scores, LossTile tile, ReadOnlySpan<float> weights,
        Span<float> positiveGradients, float margin)
    {
        LossRow.Require(positives, scores, tile, weights, positiveGradients);
        TileLoss result = default;
        fixed (float* positivesStart = positives, scoresStart = scores, weightsStart = weights)
        fixed (float* gradientsStart = positiveGradients)
        {
            var kernel = new Kernel(positivesStart, scoresStart, tile, weightsStart, gradientsStart, margin, &result);
            VectorWidth.Run(ref kernel);
        }

        return result;
    }

    private readonly struct Kernel(
        float* positives, float* scores, LossTile tile, float* weights, float* positiveGradients, float margin,
        TileLoss* result) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int end = RowLayout.Padded(tile.Columns);
            double loss = 0;
            long violators = 0;
            for (nint k = 0; k < tile.Rows; k++)
            {
                float* row = scores + (k * tile.Stride);
                float weight = weights is null ? tile.Scale : tile.Scale * weights[k];
                LossRow.Seal<TWidth, TVector>(row, tile.Columns);
                int active = Row<TWidth, TVector>(row, end, positives[k], weight, ref loss, ref violators);
                positiveGradients[k] = -weight * active;
            }

            *result = new(loss, violators);
        }

        /// <summary>One positive against all its negatives.</summary>
        /// <returns>How many pairs are active.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Row<TWidth, TVector>(
            float* row, int end, float positive, float weight, ref double loss, ref long violators)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector zero = TWidth.Broadcast(0f);
            TVector bar = TWidth.Broadcast(positive);
            TVector margins = TWidth.Broadcast(margin);
            TVector gradient = TWidth.Broadcast(weight);
            TVector sum = zero;
            int active = 0;
            int above = 0;
            for (int i = 0; i < end; i += TWidth.Count)
            {
                // PBG: subtracts first and adds the margin then; the order decides which pairs tie exactly.
                TVector score = TWidth.Load(row + i);
                TVector hinge = TWidth.Add(TWidth.Subtract(score, bar), margins);
                TVector isActive = TWidth.GreaterOrEqual(hinge, zero);
                above += TWidth.CountSet(TWidth.Greater(score, bar));
                active += TWidth.CountSet(isActive);

                sum = TWidth.Add(sum, TWidth.Max(zero, hinge));
                TWidth.Store(TWidth.Select(isActive, gradient, zero), row + i);
            }

            loss += (double)weight * TWidth.Sum(sum);
            violators += above;
            return active;
        }
    }
}
