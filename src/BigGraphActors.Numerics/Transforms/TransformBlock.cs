using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>The shape of the blocks that an operator maps onto each other.</summary>
/// <param name="Rows">Vectors in a block; at least 0.</param>
/// <param name="Dim">Elements of each that mean something.</param>
/// <param name="Stride">Floats from row to row, a multiple of 16, not below <paramref name="Dim"/>.</param>
public readonly record struct TransformBlock(int Rows, int Dim, int Stride);

/// <summary>The checks that all operators share.</summary>
internal static class TransformShapes
{
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock block, RowTable parameters, ReadOnlySpan<int> parameterRows,
        ReadOnlySpan<float> output, int parameterDim)
    {
        Shapes.Block(input, block.Rows, block.Stride);
        Shapes.Block(output, block.Rows, block.Stride);
        Shapes.AtLeast(parameterRows, block.Rows);
        Shapes.Table(parameters);
        Shapes.Indices(parameterRows[..block.Rows], parameters.RowCount);
        if (block.Dim > block.Stride || parameters.Dim != parameterDim)
        {
            throw new ArgumentException(
                $"dim {block.Dim} of stride {block.Stride}; parameters have {parameters.Dim} elements, "
                + $"{parameterDim} needed");
        }
    }

    public static void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, RowTable parameters,
        ReadOnlySpan<int> parameterRows, ReadOnlySpan<float> inputGradient, ReadOnlySpan<int> parameterSlots,
        ReadOnlySpan<float> parameterGradients, int parameterDim)
    {
        Forward(input, block, parameters, parameterRows, inputGradient, parameterDim);
        Shapes.Block(gradient, block.Rows, block.Stride);
        Shapes.AtLeast(parameterSlots, block.Rows);
        Shapes.Indices(
            parameterSlots[..block.Rows], parameters.Stride == 0 ? 0 : parameterGradients.Length / parameters.Stride);
    }

    /// <summary>The end of the run of equal values that begins at <paramref name="first"/>.</summary>
    public static int RunEnd(ReadOnlySpan<int> values, int first)
    {
        int length = values[first..].IndexOfAnyExcept(values[first]);
        return length < 0 ? values.Length : first + length;
    }
}
