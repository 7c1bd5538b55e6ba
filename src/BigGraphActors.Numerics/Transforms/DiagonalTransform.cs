using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>Multiplies vectors by parameters, element by element.</summary>
/// <remarks>PBG: <c>DiagonalOperator</c> and <c>DiagonalDynamicOperator</c>.</remarks>
public static unsafe class DiagonalTransform
{
    /// <summary>Maps each row: <c>d * v</c>.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v; padding zero.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters">Rows of <c>[Dim]</c>: d.</param>
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
        TransformShapes.Forward(input, block, parameters, parameterRows, output, block.Dim);
        fixed (float* inputStart = input, outputStart = output)
        fixed (int* rowsStart = parameterRows)
        {
            var kernel = new ForwardKernel(inputStart, block, parameters, rowsStart, outputStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Takes gradients back: <c>d * g</c> to the input, <c>v * g</c> to the parameters.</summary>
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
            block.Dim);
        fixed (float* inputStart = input, gradientStart = gradient, inputGradientStart = inputGradient)
        fixed (int* rowsStart = parameterRows, slotsStart = parameterSlots)
        fixed (float* parameterGradientsStart = parameterGradients)
        {
            var kernel = new BackwardKernel(
                inputStart, gradientStart, block, parameters, rowsStart, inputGradientStart, slotsStart,
                parameterGradientsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct ForwardKernel(
        float* input, TransformBlock block, RowTable parameters, int* parameterRows, float* output) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint stride = block.Stride;
            float* from = input;
            float* to = output;
            for (int row = 0; row < block.Rows; row++, from += stride, to += stride)
            {
                float* scale = (float*)parameters.Address + ((nint)parameterRows[row] * parameters.Stride);
                for (nint i = 0; i < stride; i += TWidth.Count)
                {
                    TWidth.Store(TWidth.Multiply(TWidth.Load(scale + i), TWidth.Load(from + i)), to + i);
                }
            }
        }
    }

    private readonly struct BackwardKernel(
        float* input, float* gradient, TransformBlock block, RowTable parameters, int* parameterRows,
        float* inputGradient, int* slots, float* parameterGradients) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint stride = block.Stride;
            float* v = input;
            float* g = gradient;
            float* to = inputGradient;
            for (int row = 0; row < block.Rows; row++, v += stride, g += stride, to += stride)
            {
                float* scale = (float*)parameters.Address + ((nint)parameterRows[row] * parameters.Stride);
                float* accumulator = parameterGradients + ((nint)slots[row] * parameters.Stride);
                for (nint i = 0; i < stride; i += TWidth.Count)
                {
                    TVector slope = TWidth.Load(g + i);
                    TWidth.Store(TWidth.Multiply(TWidth.Load(scale + i), slope), to + i);
                    TVector sum = TWidth.MultiplyAdd(TWidth.Load(v + i), slope, TWidth.Load(accumulator + i));
                    TWidth.Store(sum, accumulator + i);
                }
            }
        }
    }
}
