using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>Logistic loss whose negatives count by how well they score.</summary>
/// <remarks>
/// <c>sum_k w_k softplus(-s_k) + sum_k w_k sum_j p_kj softplus(t_kj)</c> with <c>p_k = softmax(temperature * t_k)</c>,
/// which counts as a constant (Sun et al., "RotatE", 2019, equations 4 and 5, without the half).
/// </remarks>
public static unsafe class SelfAdversarialLoss
{
    /// <summary>Scores up to this are masked: they have no share, however little else there is.</summary>
    private const float Lowest = -1e8f;

    /// <summary>Computes the loss and overwrites the negatives' scores with its gradient.</summary>
    /// <param name="positives"><c>[tile.Rows]</c>: s.</param>
    /// <param name="scores">
    /// <c>[tile.Rows × tile.Stride]</c>: t in, gradient out; padding up to the next multiple of 16 becomes zero.
    /// </param>
    /// <param name="tile">Shape and scale; without columns only the positives count.</param>
    /// <param name="weights"><c>[tile.Rows]</c>, or empty for all 1.</param>
    /// <param name="positiveGradients"><c>[tile.Rows]</c>, overwritten.</param>
    /// <param name="temperature">Above 0; the larger, the more the hardest negative counts.</param>
    /// <returns>The loss, and how many negatives score above their positive.</returns>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>NaN in a row makes the loss and the row's gradients NaN.</remarks>
    public static TileLoss Apply(
        ReadOnlySpan<float> positives, Span<float> scores, LossTile tile, ReadOnlySpan<float> weights,
        Span<float> positiveGradients, float temperature)
    {
        LossRow.Require(positives, scores, tile, weights, positiveGradients);
        TileLoss own = LogisticLoss.Apply(
            positives, scores, tile with { Columns = 0 }, weights, positiveGradients, normalizer: 0);
        if (tile.Columns == 0)
        {
            return own;
        }

        TileLoss result = default;
        fixed (float* positivesStart = positives, scoresStart = scores, weightsStart = weights)
        {
            var kernel = new Kernel(positivesStart, scoresStart, tile, weightsStart, temperature, &result);
            VectorWidth.Run(ref kernel);
        }

        return new TileLoss(own.Loss + result.Loss, result.Violators);
    }

    /// <summary>Adds a tile's negatives to the running sums.</summary>
    /// <param name="scores"><c>[tile.Rows × tile.Stride]</c>; overwritten.</param>
    /// <param name="tile">Shape; its scale is not used.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="most"><c>[tile.Rows]</c>: the largest score so far; -infinity before the first tile.</param>
    /// <param name="shares">
    /// <c>[tile.Rows]</c>: <c>sum exp(temperature * (t - most))</c> so far; 0 before the first tile.
    /// </param>
    /// <param name="losses"><c>[tile.Rows]</c>: the same sum with each term times <c>softplus(t)</c>.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>NaN in a row makes its sums NaN.</remarks>
    public static void Add(
        Span<float> scores, LossTile tile, float temperature, Span<float> most, Span<double> shares,
        Span<double> losses)
    {
        Shapes.Tile(scores, tile.Rows, tile.Columns, tile.Stride);
        Shapes.AtLeast<float>(most, tile.Rows);
        Shapes.AtLeast<double>(shares, tile.Rows);
        Shapes.AtLeast<double>(losses, tile.Rows);
        if (tile.Columns == 0)
        {
            return;
        }

        fixed (float* scoresStart = scores, mostStart = most)
        fixed (double* sharesStart = shares, lossesStart = losses)
        {
            var kernel = new PanelKernel(scoresStart, tile, temperature, mostStart, sharesStart, lossesStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>The loss of rows whose negatives have all been added.</summary>
    /// <param name="shares">As <see cref="Add"/> left them.</param>
    /// <param name="losses">As <see cref="Add"/> left them.</param>
    /// <param name="weights">One for each row, or empty for all 1.</param>
    /// <param name="scale">Factor on the loss: the relation's weight.</param>
    /// <returns>What <see cref="Apply"/> gives for the rows as a whole, without the positives' part.</returns>
    public static double Loss(
        ReadOnlySpan<double> shares, ReadOnlySpan<double> losses, ReadOnlySpan<float> weights, float scale)
    {
        double loss = 0;
        for (int row = 0; row < shares.Length; row++)
        {
            double weight = scale * (weights.IsEmpty ? 1.0 : weights[row]);
            loss += shares[row] == 0 ? 0 : weight * losses[row] / shares[row];
        }

        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest<TWidth, TVector>(float* row, int end, float positive, ref long violators)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        TVector bar = TWidth.Broadcast(positive);
        TVector largest = TWidth.Broadcast(float.NegativeInfinity);
        for (int i = 0; i < end; i += TWidth.Count)
        {
            TVector score = TWidth.Load(row + i);
            violators += TWidth.CountSet(TWidth.Greater(score, bar));
            largest = TWidth.Max(largest, score);
        }

        return TWidth.Largest(largest);
    }

    /// <summary>Scores become their share times their slope, shares not yet divided by their sum.</summary>
    /// <returns>The sum of the shares.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Shares<TWidth, TVector>(
        float* row, int end, (float Most, float Temperature) rule, out float loss)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        TVector zero = TWidth.Broadcast(0f);
        TVector one = TWidth.Broadcast(1f);
        TVector shift = TWidth.Broadcast(rule.Most);
        TVector lowest = TWidth.Broadcast(Lowest);
        TVector heat = TWidth.Broadcast(rule.Temperature);
        TVector shares = zero;
        TVector losses = zero;
        for (int i = 0; i < end; i += TWidth.Count)
        {
            TVector z = TWidth.Load(row + i);

            // The comparison is this way round so that NaN is kept.
            TVector isMasked = TWidth.GreaterOrEqual(lowest, z);
            TVector share = VectorMath<TWidth, TVector>.ExpNonPositive(
                TWidth.Multiply(heat, TWidth.Subtract(z, shift)));
            share = TWidth.Select(isMasked, zero, share);
            TVector e = VectorMath<TWidth, TVector>.ExpNonPositive(TWidth.Subtract(zero, TWidth.Abs(z)));
            TVector top = TWidth.Select(TWidth.GreaterOrEqual(z, zero), one, e);
            TVector sigmoid = TWidth.Divide(top, TWidth.Add(one, e));
            TVector softplus = TWidth.Add(TWidth.Max(z, zero), VectorMath<TWidth, TVector>.LogOnePlus(e));
            shares = TWidth.Add(shares, share);
            losses = TWidth.Add(losses, TWidth.Multiply(share, softplus));
            TWidth.Store(TWidth.Multiply(share, sigmoid), row + i);
        }

        loss = TWidth.Sum(losses);
        return TWidth.Sum(shares);
    }

    private readonly struct Kernel(
        float* positives, float* scores, LossTile tile, float* weights, float temperature, TileLoss* result)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            double loss = 0;
            long violators = 0;
            int end = RowLayout.Padded(tile.Columns);
            for (nint k = 0; k < tile.Rows; k++)
            {
                float* row = scores + (k * tile.Stride);
                LossRow.Seal<TWidth, TVector>(row, tile.Columns);
                float most = Largest<TWidth, TVector>(row, end, positives[k], ref violators);
                if (most <= Lowest)
                {
                    new Span<float>(row, end).Clear();
                    continue;
                }

                float weight = weights is null ? tile.Scale : tile.Scale * weights[k];
                float total = Shares<TWidth, TVector>(row, end, (most, temperature), out float sum);
                loss += (double)weight * sum / total;
                RowLoops<TWidth, TVector>.Scale(row, weight / total, end);
            }

            *result = new(loss, violators);
        }
    }

    private readonly struct PanelKernel(
        float* scores, LossTile tile, float temperature, float* most, double* shares, double* losses) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int end = RowLayout.Padded(tile.Columns);
            float* row = scores;
            for (int k = 0; k < tile.Rows; k++, row += tile.Stride)
            {
                LossRow.Seal<TWidth, TVector>(row, tile.Columns);
                long above = 0;
                float top = Largest<TWidth, TVector>(row, end, most[k], ref above);
                if (top <= Lowest)
                {
                    continue;
                }

                top = MathF.Max(top, most[k]);
                double earlier = shares[k] == 0 ? 0 : Math.Exp(temperature * ((double)most[k] - top));
                double total = Shares<TWidth, TVector>(row, end, (top, temperature), out float sum);
                shares[k] = (shares[k] * earlier) + total;
                losses[k] = (losses[k] * earlier) + sum;
                most[k] = top;
            }
        }
    }
}
