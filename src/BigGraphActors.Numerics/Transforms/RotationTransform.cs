using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>
/// Turns each complex coordinate by an angle; the first half of a vector is real, the second imaginary.
/// </summary>
/// <remarks>
/// Sun et al., 2019 (RotatE). Parameters are <c>[dim / 2]</c> angles in radians, so the modulus stays 1 whatever the
/// optimiser does. PBG has no such operator.
/// </remarks>
public static class RotationTransform
{
    /// <summary>Elements of a parameter row for a dimension.</summary>
    public static int ParameterDim(int dim) => dim / 2;

    /// <summary>Maps each row: <c>(a cos t - b sin t, a sin t + b cos t)</c>.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: (a, b); padding zero.</param>
    /// <param name="block">Shape of all blocks; the dimension is even.</param>
    /// <param name="parameters">Rows of <c>[Dim / 2]</c>: t.</param>
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
        TransformShapes.Forward(input, block, parameters, parameterRows, output, ParameterDim(block.Dim));
        int half = block.Dim / 2;
        for (int row = 0; row < block.Rows; row++)
        {
            ReadOnlySpan<float> angles = parameters.Row(parameterRows[row]);
            ReadOnlySpan<float> from = input.Slice(row * block.Stride, block.Stride);
            Span<float> to = output.Slice(row * block.Stride, block.Stride);
            for (int i = 0; i < half; i++)
            {
                (float sin, float cos) = MathF.SinCos(angles[i]);
                to[i] = (from[i] * cos) - (from[half + i] * sin);
                to[half + i] = (from[i] * sin) + (from[half + i] * cos);
            }

            to[block.Dim..].Clear();
        }
    }

    /// <summary>Takes gradients back: turned the other way to the input, by the angle to the parameters.</summary>
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
            ParameterDim(block.Dim));
        int half = block.Dim / 2;
        for (int row = 0; row < block.Rows; row++)
        {
            ReadOnlySpan<float> angles = parameters.Row(parameterRows[row]);
            ReadOnlySpan<float> v = input.Slice(row * block.Stride, block.Stride);
            ReadOnlySpan<float> g = gradient.Slice(row * block.Stride, block.Stride);
            Span<float> to = inputGradient.Slice(row * block.Stride, block.Stride);
            Span<float> sums = parameterGradients.Slice(parameterSlots[row] * parameters.Stride, parameters.Stride);
            for (int i = 0; i < half; i++)
            {
                (float sin, float cos) = MathF.SinCos(angles[i]);
                (float a, float b) = (v[i], v[half + i]);
                (float p, float q) = (g[i], g[half + i]);
                to[i] = (p * cos) + (q * sin);
                to[half + i] = (q * cos) - (p * sin);
                sums[i] += (q * ((a * cos) - (b * sin))) - (p * ((a * sin) + (b * cos)));
            }

            to[block.Dim..].Clear();
        }
    }

    private static void Check(int dim)
    {
        if (dim % 2 != 0)
        {
            throw new ArgumentException($"complex coordinates need an even dimension, not {dim}", nameof(dim));
        }
    }
}
