using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>Multiplies vectors by a matrix each: RESCAL.</summary>
/// <remarks>
/// PBG: <c>LinearOperator</c> and <c>LinearDynamicOperator</c>. Rows that follow each other and share their matrix are
/// mapped by one matrix product, so blocks sorted by relation are far faster.
/// </remarks>
public static class LinearTransform
{
    /// <summary>Maps each row: <c>A v</c>, <c>out_i = sum_j A_ij v_j</c>.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v; padding zero.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters">Rows of <c>[Dim * Dim]</c>: A, row by row, without padding inside.</param>
    /// <param name="parameterRows"><c>[Rows]</c>: which matrix each row uses. Not checked in release builds.</param>
    /// <param name="output">
    /// <c>[Rows × Stride]</c>, overwritten, padding with zeros; must not overlap the input.
    /// </param>
    /// <exception cref="ArgumentException">When a span is too short or the parameters have another length.</exception>
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock block, RowTable parameters, ReadOnlySpan<int> parameterRows,
        Span<float> output)
    {
        TransformShapes.Forward(input, block, parameters, parameterRows, output, checked(block.Dim * block.Dim));
        for (int first = 0, end; first < block.Rows; first = end)
        {
            end = TransformShapes.RunEnd(parameterRows[..block.Rows], first);
            MatrixRun.Forward(
                input[(first * block.Stride)..], Run(block, first, end), parameters.Row(parameterRows[first]),
                output[(first * block.Stride)..]);
        }
    }

    /// <summary>Takes gradients back: <c>Aᵀ g</c> to the input, <c>g vᵀ</c> to the matrix.</summary>
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
            checked(block.Dim * block.Dim));
        for (int first = 0, end; first < block.Rows; first = end)
        {
            int slot = parameterSlots[first];
            end = Math.Min(
                TransformShapes.RunEnd(parameterRows[..block.Rows], first),
                TransformShapes.RunEnd(parameterSlots[..block.Rows], first));
            TransformBlock run = Run(block, first, end);
            MatrixRun.InputGradient(
                gradient[(first * block.Stride)..], run, parameters.Row(parameterRows[first]),
                inputGradient[(first * block.Stride)..]);
            MatrixRun.MatrixGradient(
                input[(first * block.Stride)..], gradient[(first * block.Stride)..], run,
                parameterGradients.Slice(slot * parameters.Stride, parameters.Dim));
        }
    }

    /// <summary>Takes gradients of rows that share one matrix back, and steps the matrix by Adagrad.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v, as it went in.</param>
    /// <param name="gradient"><c>[Rows × Stride]</c>: g, by the output.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="matrix"><c>[Dim * Dim]</c>: A, updated in place.</param>
    /// <param name="sums">As long as the matrix: Adagrad's sums, updated in place.</param>
    /// <param name="inputGradient"><c>[Rows × Stride]</c>, overwritten; must not overlap another block.</param>
    /// <param name="lr">Learning rate.</param>
    /// <returns>Whether it was done; with many rows <see cref="Backward"/> and a step are faster.</returns>
    /// <exception cref="ArgumentException">When a span is too short.</exception>
    public static bool TryStep(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, Span<float> matrix,
        Span<float> sums, Span<float> inputGradient, float lr)
    {
        bool suits = FewRows.Steps(block);
        if (suits)
        {
            FewRows.Step(input, gradient, block, matrix, sums, inputGradient, lr);
        }

        return suits;
    }

    private static TransformBlock Run(TransformBlock block, int first, int end) => block with { Rows = end - first };
}
