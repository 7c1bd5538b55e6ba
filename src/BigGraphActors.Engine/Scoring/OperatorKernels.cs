using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Scoring;

/// <summary>Chooses the kernel of an operator, once for a block of rows.</summary>
internal static class OperatorKernels
{
    /// <summary>Applies an operator to a block.</summary>
    /// <param name="kind">Which; not <see cref="OperatorKind.None"/>.</param>
    /// <param name="input"><c>[rows × stride]</c>.</param>
    /// <param name="block">Extent of the block.</param>
    /// <param name="parameters">The operator's parameter rows.</param>
    /// <param name="parameterRows">Parameter row of each block row.</param>
    /// <param name="output"><c>[rows × stride]</c>, overwritten; not the input.</param>
    public static void Forward(
        OperatorKind kind,
        ReadOnlySpan<float> input,
        TransformBlock block,
        RowTable parameters,
        ReadOnlySpan<int> parameterRows,
        Span<float> output)
    {
        switch (kind)
        {
            case OperatorKind.Diagonal:
                DiagonalTransform.Forward(input, block, parameters, parameterRows, output);
                break;
            case OperatorKind.Translation:
                TranslationTransform.Forward(input, block, parameters, parameterRows, output);
                break;
            case OperatorKind.Linear:
                LinearTransform.Forward(input, block, parameters, parameterRows, output);
                break;
            case OperatorKind.Affine:
                AffineTransform.Forward(input, block, parameters, parameterRows, output);
                break;
            case OperatorKind.ComplexDiagonal:
                ComplexDiagonalTransform.Forward(input, block, parameters, parameterRows, output);
                break;
            case OperatorKind.Rotation:
                RotationTransform.Forward(input, block, parameters, parameterRows, output);
                break;
            case OperatorKind.Simple:
                SwapTransform.Forward(input, block, parameters, parameterRows, output);
                break;
            default:
                throw new InvalidOperationException($"operator {kind} has no kernel");
        }
    }

    /// <summary>Takes a gradient back through an operator.</summary>
    /// <param name="kind">Which; not <see cref="OperatorKind.None"/>.</param>
    /// <param name="input">What <see cref="Forward"/> was given.</param>
    /// <param name="gradient">Gradient of its output.</param>
    /// <param name="block">Extent of the block.</param>
    /// <param name="parameters">The operator's parameter rows.</param>
    /// <param name="parameterRows">Parameter row of each block row.</param>
    /// <param name="inputGradient">Overwritten with the gradient of the input; not an input of this call.</param>
    /// <param name="parameterSlots">Accumulator of each block row's parameters.</param>
    /// <param name="parameterGradients">Accumulators, added to.</param>
    public static void Backward(
        OperatorKind kind,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> gradient,
        TransformBlock block,
        RowTable parameters,
        ReadOnlySpan<int> parameterRows,
        Span<float> inputGradient,
        ReadOnlySpan<int> parameterSlots,
        Span<float> parameterGradients)
    {
        switch (kind)
        {
            case OperatorKind.Diagonal:
                DiagonalTransform.Backward(input, gradient, block, parameters, parameterRows, inputGradient,
                    parameterSlots, parameterGradients);
                break;
            case OperatorKind.Translation:
                TranslationTransform.Backward(input, gradient, block, parameters, parameterRows, inputGradient,
                    parameterSlots, parameterGradients);
                break;
            case OperatorKind.Linear:
                LinearTransform.Backward(input, gradient, block, parameters, parameterRows, inputGradient,
                    parameterSlots, parameterGradients);
                break;
            case OperatorKind.Affine:
                AffineTransform.Backward(input, gradient, block, parameters, parameterRows, inputGradient,
                    parameterSlots, parameterGradients);
                break;
            case OperatorKind.ComplexDiagonal:
                ComplexDiagonalTransform.Backward(input, gradient, block, parameters, parameterRows, inputGradient,
                    parameterSlots, parameterGradients);
                break;
            case OperatorKind.Rotation:
                RotationTransform.Backward(input, gradient, block, parameters, parameterRows, inputGradient,
                    parameterSlots, parameterGradients);
                break;
            case OperatorKind.Simple:
                SwapTransform.Backward(input, gradient, block, parameters, parameterRows, inputGradient,
                    parameterSlots, parameterGradients);
                break;
            default:
                throw new InvalidOperationException($"operator {kind} has no kernel");
        }
    }

    /// <summary>Takes a gradient back through one relation's matrix, and steps the matrix in the same pass.</summary>
    /// <param name="kind">An operator with a matrix; for others nothing is done.</param>
    /// <param name="input">What <see cref="Forward"/> was given.</param>
    /// <param name="gradient">Gradient of its output.</param>
    /// <param name="block">Extent of the block: rows of one relation.</param>
    /// <param name="parameters">The relation's parameters, updated.</param>
    /// <param name="sums">Their Adagrad sums, updated.</param>
    /// <param name="inputGradient">Overwritten with the gradient of the input; not an input of this call.</param>
    /// <param name="lr">Learning rate.</param>
    /// <returns>Whether it was done; else <see cref="Backward"/> and a step are to be taken.</returns>
    public static bool TryStep(
        OperatorKind kind,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> gradient,
        TransformBlock block,
        Span<float> parameters,
        Span<float> sums,
        Span<float> inputGradient,
        float lr) => kind switch
        {
            OperatorKind.Linear =>
                LinearTransform.TryStep(input, gradient, block, parameters, sums, inputGradient, lr),
            OperatorKind.Affine =>
                AffineTransform.TryStep(input, gradient, block, parameters, sums, inputGradient, lr),
            _ => false,
        };
}
