using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Transforms;

namespace BigGraphActors.Tests.Numerics.Transforms;

/// <summary>One operator by PBG's name, with its parameters, applied to whole blocks.</summary>
internal sealed class TransformRun(string name, RowTable parameters, int[] parameterRows)
{
    /// <summary>Every operator that has parameters.</summary>
    public static readonly string[] Names =
        ["diagonal", "translation", "complex_diagonal", "linear", "affine", "rotation", "simple"];

    public static int ParameterDim(string name, int dim) => name switch
    {
        "rotation" => dim / 2,
        "linear" => dim * dim,
        "affine" => (dim * dim) + dim,
        _ => dim,
    };

    public PaddedBlock Forward(PaddedBlock input)
    {
        var block = new TransformBlock(input.Rows, input.Dim, input.Stride);
        var output = new PaddedBlock(input.Rows, input.Dim);
        output.Values.AsSpan().Fill(float.NaN);
        switch (name)
        {
            case "diagonal":
                DiagonalTransform.Forward(input.Values, block, parameters, parameterRows, output.Values);
                break;
            case "translation":
                TranslationTransform.Forward(input.Values, block, parameters, parameterRows, output.Values);
                break;
            case "complex_diagonal":
                ComplexDiagonalTransform.Forward(input.Values, block, parameters, parameterRows, output.Values);
                break;
            case "rotation":
                RotationTransform.Forward(input.Values, block, parameters, parameterRows, output.Values);
                break;
            case "simple":
                SwapTransform.Forward(input.Values, block, parameters, parameterRows, output.Values);
                break;
            case "linear":
                LinearTransform.Forward(input.Values, block, parameters, parameterRows, output.Values);
                break;
            default:
                AffineTransform.Forward(input.Values, block, parameters, parameterRows, output.Values);
                break;
        }

        output.AssertPaddingIsZero();
        return output;
    }

    /// <summary>Gradients by the input, and by each row of parameters.</summary>
    public PaddedBlock Backward(PaddedBlock input, PaddedBlock gradient, out PaddedBlock parameterGradients)
    {
        var block = new TransformBlock(input.Rows, input.Dim, input.Stride);
        var result = new PaddedBlock(input.Rows, input.Dim);
        result.Values.AsSpan().Fill(float.NaN);
        parameterGradients = new((int)parameters.RowCount, parameters.Dim);
        float[] v = input.Values;
        float[] g = gradient.Values;
        float[] slots = parameterGradients.Values;
        switch (name)
        {
            case "diagonal":
                DiagonalTransform.Backward(
                    v, g, block, parameters, parameterRows, result.Values, parameterRows, slots);
                break;
            case "translation":
                TranslationTransform.Backward(
                    v, g, block, parameters, parameterRows, result.Values, parameterRows, slots);
                break;
            case "complex_diagonal":
                ComplexDiagonalTransform.Backward(
                    v, g, block, parameters, parameterRows, result.Values, parameterRows, slots);
                break;
            case "rotation":
                RotationTransform.Backward(
                    v, g, block, parameters, parameterRows, result.Values, parameterRows, slots);
                break;
            case "simple":
                SwapTransform.Backward(
                    v, g, block, parameters, parameterRows, result.Values, parameterRows, slots);
                break;
            case "linear":
                LinearTransform.Backward(
                    v, g, block, parameters, parameterRows, result.Values, parameterRows, slots);
                break;
            default:
                AffineTransform.Backward(
                    v, g, block, parameters, parameterRows, result.Values, parameterRows, slots);
                break;
        }

        result.AssertPaddingIsZero();
        parameterGradients.AssertPaddingIsZero();
        return result;
    }
}
