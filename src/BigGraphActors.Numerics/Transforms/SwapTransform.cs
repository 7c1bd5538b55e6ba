using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>
/// Swaps the halves of a vector and scales them: an entity as head meets the other as tail, both ways.
/// </summary>
/// <remarks>
/// Kazemi and Poole, 2018 (SimplE), with the inner product as comparator. Parameters are <c>[dim]</c>: the relation's
/// vector, then that of its inverse. PBG has no such operator.
/// </remarks>
public static class SwapTransform
{
    /// <summary>Maps each row: <c>(p b, q a)</c>.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: (a, b); padding zero.</param>
    /// <param name="block">Shape of all blocks; the dimension is even.</param>
    /// <param name="parameters">Rows of <c>[Dim]</c>: (p, q).</param>
    /// <param name="parameterRows"><c>[Rows]</c>: which parameters each row uses.</param>
    /// <param name="output">
    /// <c>[Rows × Stride]</c>, overwritten, padding with zeros; must not overlap the input.
    /// </param>
    /// <exception cref="ArgumentException">When a span is too short or the dimension is odd.</exception>
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock block, RowTable parameters, ReadOnlySpan<int> parameterRows,
        Span<float> output)
    {
        Check(block.Dim);
        TransformShapes.Forward(input, block, parameters, parameterRows, output, block.Dim);
        int half = block.Dim / 2;
        for (int row = 0; row < block.Rows; row++)
        {
            ReadOnlySpan<float> scale = parameters.Row(parameterRows[row]);
            ReadOnlySpan<float> from = input.Slice(row * block.Stride, block.Stride);
            Span<float> to = output.Slice(row * block.Stride, block.Stride);
            for (int i = 0; i < half; i++)
            {
                to[i] = scale[i] * from[half + i];
                to[half + i] = scale[half + i] * from[i];
            }

            to[block.Dim..].Clear();
        }
    }

    /// <summary>Takes gradients back.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>, as it went in.</param>
    /// <param name="gradient"><c>[Rows × Stride]</c>, by the output.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters">As on the way forward.</param>
    /// <param name="parameterRows"><c>[Rows]</c>, as on the way forward.</param>
    /// <param name="inputGradient"><c>[Rows × Stride]</c>, overwritten; must not overlap another block.</param>
    /// <param name="parameterSlots"><c>[Rows]</c>: the accumulator row of each block row.</param>
    /// <param name="parameterGradients">Rows <c>parameters.Stride</c> apart, added to.</param>
    /// <exception cref="ArgumentException">When a span is too short or the dimension is odd.</exception>
    public static void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, RowTable parameters,
        ReadOnlySpan<int> parameterRows, Span<float> inputGradient, ReadOnlySpan<int> parameterSlots,
        Span<float> parameterGradients)
    {
        Check(block.Dim);
        TransformShapes.Backward(
            input, gradient, block, parameters, parameterRows, inputGradient, parameterSlots, parameterGradients,
            block.Dim);
        int half = block.Dim / 2;
        for (int row = 0; row < block.Rows; row++)
        {
            ReadOnlySpan<float> scale = parameters.Row(parameterRows[row]);
            ReadOnlySpan<float> v = input.Slice(row * block.Stride, block.Stride);
            ReadOnlySpan<float> g = gradient.Slice(row * block.Stride, block.Stride);
            Span<float> to = inputGradient.Slice(row * block.Stride, block.Stride);
            Span<float> sums = parameterGradients.Slice(parameterSlots[row] * parameters.Stride, parameters.Stride);
            for (int i = 0; i < half; i++)
            {
                to[half + i] = scale[i] * g[i];
                to[i] = scale[half + i] * g[half + i];
                sums[i] += g[i] * v[half + i];
                sums[half + i] += g[half + i] * v[i];
            }

            to[block.Dim..].Clear();
        }
    }

    private static void Check(int dim)
    {
        if (dim % 2 != 0)
        {
            throw new ArgumentException($"two halves need an even dimension, not {dim}", nameof(dim));
        }
    }
}
