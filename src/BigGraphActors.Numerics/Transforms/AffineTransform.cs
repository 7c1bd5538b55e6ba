using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Updates;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>Multiplies vectors by a matrix each and adds a vector.</summary>
/// <remarks>
/// PBG: <c>AffineOperator</c> and <c>AffineDynamicOperator</c>. Rows that follow each other and share their matrix are
/// mapped by one matrix product, so blocks sorted by relation are far faster.
/// </remarks>
public static class AffineTransform
{
    /// <summary>Maps each row: <c>A v + t</c>.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v; padding zero.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters">Rows of <c>[Dim * Dim + Dim]</c>: A, row by row, then t; no padding inside.</param>
    /// <param name="parameterRows">
    /// <c>[Rows]</c>: which parameters each row uses. Not checked in release builds.
    /// </param>
    /// <param name="output">
    /// <c>[Rows × Stride]</c>, overwritten, padding with zeros; must not overlap the input.
    /// </param>
    /// <exception cref="ArgumentException">When a span is too short or the parameters have another length.</exception>
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock block, RowTable parameters, ReadOnlySpan<int> parameterRows,
        Span<float> output)
    {
        TransformShapes.Forward(input, block, parameters, parameterRows, output, checked(block.Dim * (block.Dim + 1)));
        int square = block.Dim * block.Dim;
        for (int first = 0, end; first < block.Rows; first = end)
        {
            end = TransformShapes.RunEnd(parameterRows[..block.Rows], first);
            ReadOnlySpan<float> affine = parameters.Row(parameterRows[first]);
            TransformBlock run = block with { Rows = end - first };
            Span<float> mapped = output[(first * block.Stride)..];
            MatrixRun.Forward(input[(first * block.Stride)..], run, affine[..square], mapped);
            MatrixRun.AddToRows(affine.Slice(square, block.Dim), run, mapped);
        }
    }

    /// <summary>Takes gradients back: <c>Aᵀ g</c> to the input, <c>g vᵀ</c> and <c>g</c> to the parameters.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v, as it went in.</param>
    /// <param name="gradient"><c>[Rows × Stride]</c>: g, by the output.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters">As on the way forward.</param>
    /// <param name="parameterRows"><c>[Rows]</c>, as on the way forward.</param>
    /// <param name="inputGradient"><c>[Rows × Stride]</c>, overwritten; must not overlap another block.</param>
    /// <param name="parameterSlots"><c>[Rows]</c>: the accumulator row of each block row.</param>
    /// <param name="parameterGradients">Rows <c>parameters.Stride</c> apart, added to.</param>
    /// <exception cref="ArgumentException">When a span is too short or the parameters have another length.</exception>
    public static void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, RowTable parameters,
        ReadOnlySpan<int> parameterRows, Span<float> inputGradient, ReadOnlySpan<int> parameterSlots,
        Span<float> parameterGradients)
    {
        TransformShapes.Backward(
            input, gradient, block, parameters, parameterRows, inputGradient, parameterSlots, parameterGradients,
            checked(block.Dim * (block.Dim + 1)));
        int square = block.Dim * block.Dim;
        for (int first = 0, end; first < block.Rows; first = end)
        {
            end = Math.Min(
                TransformShapes.RunEnd(parameterRows[..block.Rows], first),
                TransformShapes.RunEnd(parameterSlots[..block.Rows], first));
            TransformBlock run = block with { Rows = end - first };
            ReadOnlySpan<float> runGradient = gradient[(first * block.Stride)..];
            Span<float> slot = parameterGradients.Slice(parameterSlots[first] * parameters.Stride, parameters.Dim);
            MatrixRun.InputGradient(
                runGradient, run, parameters.Row(parameterRows[first])[..square],
                inputGradient[(first * block.Stride)..]);
            MatrixRun.MatrixGradient(input[(first * block.Stride)..], runGradient, run, slot[..square]);
            MatrixRun.AddRowsTo(runGradient, run, slot.Slice(square, block.Dim));
        }
    }

    /// <summary>Takes gradients of rows that share their parameters back, and steps those by Adagrad.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v, as it went in.</param>
    /// <param name="gradient"><c>[Rows × Stride]</c>: g, by the output.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters"><c>[Dim * Dim + Dim]</c>: A and t, updated in place.</param>
    /// <param name="sums">As long as the parameters: Adagrad's sums, updated in place.</param>
    /// <param name="inputGradient"><c>[Rows × Stride]</c>, overwritten; must not overlap another block.</param>
    /// <param name="lr">Learning rate.</param>
    /// <returns>Whether it was done; with many rows <see cref="Backward"/> and a step are faster.</returns>
    /// <exception cref="ArgumentException">When a span is too short.</exception>
    public static bool TryStep(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, Span<float> parameters,
        Span<float> sums, Span<float> inputGradient, float lr)
    {
        int square = block.Dim * block.Dim;
        if (!LinearTransform.TryStep(input, gradient, block, parameters, sums, inputGradient, lr))
        {
            return false;
        }

        Span<float> slope = stackalloc float[block.Dim];
        slope.Clear();
        MatrixRun.AddRowsTo(gradient, block, slope);
        Adagrad.Update(parameters.Slice(square, block.Dim), sums.Slice(square, block.Dim), slope, lr);
        return true;
    }
}
