using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>The same loss over rows that come in pieces, without its gradient.</summary>
public static unsafe partial class SelfAdversarialLoss
{
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
