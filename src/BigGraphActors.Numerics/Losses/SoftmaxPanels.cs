using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>A softmax whose columns come panel by panel, while each is in the cache.</summary>
/// <remarks>
/// A panel's scores are turned into exponentials below the panel's own maximum; what all panels of a row have in
/// common is but a factor for each, known when the last is there (Milakov and Gimelshein, 2018, "Online normalizer
/// calculation for softmax").
/// </remarks>
public static unsafe class SoftmaxPanels
{
    /// <summary>Finds the largest score of each row.</summary>
    /// <param name="scores">
    /// <c>[tile.Rows × tile.Stride]</c>; padding up to the next multiple of 16 becomes -infinity.
    /// </param>
    /// <param name="tile">Shape, at least one column; the scale is not used.</param>
    /// <param name="most"><c>[tile.Rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void Largest(Span<float> scores, LossTile tile, Span<float> most)
    {
        LossRow.Require(most, scores, tile, [], most);
        fixed (float* scoresStart = scores, mostStart = most)
        {
            var kernel = new LargestKernel(scoresStart, tile, mostStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Scores become <c>exp(t - most)</c>, and are summed.</summary>
    /// <param name="scores">As <see cref="Largest"/> left them; padding becomes zero.</param>
    /// <param name="tile">Shape; the scale is not used.</param>
    /// <param name="most"><c>[tile.Rows]</c>: not below any score of the row.</param>
    /// <param name="sums"><c>[tile.Rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void Exponentiate(Span<float> scores, LossTile tile, ReadOnlySpan<float> most, Span<float> sums)
    {
        LossRow.Require(most, scores, tile, [], sums);
        fixed (float* scoresStart = scores, mostStart = most, sumsStart = sums)
        {
            var kernel = new ExponentialKernel(scoresStart, tile, mostStart, sumsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Multiplies each row by its factor.</summary>
    /// <param name="scores"><c>[tile.Rows × tile.Stride]</c>.</param>
    /// <param name="tile">Shape; the scale is not used.</param>
    /// <param name="factors"><c>[tile.Rows]</c>.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void Scale(Span<float> scores, LossTile tile, ReadOnlySpan<float> factors)
    {
        LossRow.Require(factors, scores, tile, [], factors);
        fixed (float* scoresStart = scores, factorsStart = factors)
        {
            var kernel = new ScaleKernel(scoresStart, tile, factorsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct LargestKernel(float* scores, LossTile tile, float* most) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int end = RowLayout.Padded(tile.Columns);
            nint stride = tile.Stride;
            float* row = scores;
            for (int k = 0; k < tile.Rows; k++, row += stride)
            {
                LossRow.Seal<TWidth, TVector>(row, tile.Columns);
                TVector largest = TWidth.Load(row);
                for (int i = TWidth.Count; i < end; i += TWidth.Count)
                {
                    largest = TWidth.Max(largest, TWidth.Load(row + i));
                }

                most[k] = TWidth.Largest(largest);
            }
        }
    }

    private readonly struct ExponentialKernel(float* scores, LossTile tile, float* most, float* sums) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged =>
            SoftmaxRows<TWidth, TVector>.Exponentiate(scores, tile, (0, tile.Rows), most, sums);
    }

    private readonly struct ScaleKernel(float* scores, LossTile tile, float* factors) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged =>
            SoftmaxRows<TWidth, TVector>.Scale(scores, tile, (0, tile.Rows), factors);
    }
}

/// <summary>Sums of exponentials over rows that come in pieces, for a softmax loss without its gradient.</summary>
public static unsafe class LogSumKernel
{
    /// <summary>Adds a tile to the running sums.</summary>
    /// <param name="scores"><c>[tile.Rows × tile.Stride]</c>; its padding is overwritten.</param>
    /// <param name="tile">Shape; its scale is not used.</param>
    /// <param name="most"><c>[tile.Rows]</c>: the largest score so far; -infinity before the first tile.</param>
    /// <param name="sums"><c>[tile.Rows]</c>: <c>sum exp(score - most)</c> so far; 0 before the first tile.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>NaN in a row makes its sum NaN.</remarks>
    public static void Add(Span<float> scores, LossTile tile, Span<float> most, Span<double> sums)
    {
        Shapes.Tile(scores, tile.Rows, tile.Columns, tile.Stride);
        Shapes.AtLeast<float>(most, tile.Rows);
        Shapes.AtLeast<double>(sums, tile.Rows);
        if (tile.Columns == 0)
        {
            return;
        }

        fixed (float* scoresStart = scores, mostStart = most)
        fixed (double* sumsStart = sums)
        {
            var kernel = new Kernel(scoresStart, tile, mostStart, sumsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>The loss of rows whose negatives have all been added.</summary>
    /// <param name="positives">One score for each row.</param>
    /// <param name="most">As <see cref="Add"/> left them.</param>
    /// <param name="sums">As <see cref="Add"/> left them.</param>
    /// <param name="weights">One for each row, or empty for all 1.</param>
    /// <param name="scale">Factor on the loss: the relation's weight.</param>
    /// <returns>The same as <see cref="SoftmaxLoss"/> gives for the rows as a whole.</returns>
    public static double Loss(
        ReadOnlySpan<float> positives, ReadOnlySpan<float> most, ReadOnlySpan<double> sums,
        ReadOnlySpan<float> weights, float scale)
    {
        double loss = 0;
        for (int row = 0; row < positives.Length; row++)
        {
            double top = Math.Max(positives[row], most[row]);
            double total = Math.Exp(positives[row] - top);
            total += sums[row] == 0 ? 0 : sums[row] * Math.Exp(most[row] - top);
            double weight = scale * (weights.IsEmpty ? 1.0 : weights[row]);
            loss += weight * (Math.Log(total) + top - positives[row]);
        }

        return loss;
    }

    private readonly struct Kernel(float* scores, LossTile tile, float* most, double* sums) : IVectorKernel
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
                TVector largest = TWidth.Broadcast(most[k]);
                for (int i = 0; i < end; i += TWidth.Count)
                {
                    largest = TWidth.Max(largest, TWidth.Load(row + i));
                }

                float top = TWidth.Largest(largest);
                TVector shift = TWidth.Broadcast(top);
                TVector sum = TWidth.Broadcast(0f);
                for (int i = 0; i < end; i += TWidth.Count)
                {
                    sum = TWidth.Add(
                        sum,
                        VectorMath<TWidth, TVector>.ExpNonPositive(TWidth.Subtract(TWidth.Load(row + i), shift)));
                }

                double earlier = sums[k] == 0 ? 0 : sums[k] * Math.Exp((double)most[k] - top);
                sums[k] = earlier + TWidth.Sum(sum);
                most[k] = top;
            }
        }
    }
}
