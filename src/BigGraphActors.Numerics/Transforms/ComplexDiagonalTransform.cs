using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>Multiplies vectors, read as complex ones, by complex parameters: ComplEx.</summary>
/// <remarks>PBG: <c>ComplexDiagonalOperator</c> and <c>ComplexDiagonalDynamicOperator</c>.</remarks>
public static unsafe class ComplexDiagonalTransform
{
    /// <summary>Maps each row: <c>(a + ib)(p + iq)</c>.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v; padding zero.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters">
    /// Rows of <c>[Dim]</c>: the real parts p, then the imaginary parts q, <c>Dim / 2</c> each.
    /// </param>
    /// <param name="parameterRows">
    /// <c>[Rows]</c>: which parameters each row uses. Not checked in release builds.
    /// </param>
    /// <param name="output">
    /// <c>[Rows × Stride]</c>, overwritten, padding with zeros; must not overlap the input.
    /// </param>
    /// <exception cref="ArgumentException">
    /// When dim is odd, a span too short, or the parameters' length another.
    /// </exception>
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock block, RowTable parameters, ReadOnlySpan<int> parameterRows,
        Span<float> output)
    {
        TransformShapes.Forward(input, block, parameters, parameterRows, output, RequireEven(block.Dim));
        fixed (float* inputStart = input, outputStart = output)
        fixed (int* rowsStart = parameterRows)
        {
            var kernel = new ForwardKernel(inputStart, block, parameters, rowsStart, outputStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>
    /// Takes gradients back: g times the other factor's conjugate, to the input and to the parameters.
    /// </summary>
    /// <param name="input"><c>[Rows × Stride]</c>: v, as it went in.</param>
    /// <param name="gradient"><c>[Rows × Stride]</c>: g, by the output.</param>
    /// <param name="block">Shape of all blocks.</param>
    /// <param name="parameters">As on the way forward.</param>
    /// <param name="parameterRows"><c>[Rows]</c>, as on the way forward.</param>
    /// <param name="inputGradient"><c>[Rows × Stride]</c>, overwritten; must not overlap another block.</param>
    /// <param name="parameterSlots"><c>[Rows]</c>: the accumulator row of each block row.</param>
    /// <param name="parameterGradients">Rows <c>parameters.Stride</c> apart, added to.</param>
    /// <exception cref="ArgumentException">
    /// When dim is odd, a span too short, or the parameters' length another.
    /// </exception>
    public static void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, RowTable parameters,
        ReadOnlySpan<int> parameterRows, Span<float> inputGradient, ReadOnlySpan<int> parameterSlots,
        Span<float> parameterGradients)
    {
        TransformShapes.Backward(
            input, gradient, block, parameters, parameterRows, inputGradient, parameterSlots, parameterGradients,
            RequireEven(block.Dim));
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

    private static int RequireEven(int dim) =>
        dim % 2 == 0 ? dim : throw new ArgumentException($"dim {dim}: complex vectors need an even one", nameof(dim));

    /// <summary>Zeros the padding of a row, and up to a vector before it that is written afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ClearEnd<TWidth, TVector>(float* row, int dim, nint stride)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        for (nint i = dim & -TWidth.Count; i < stride; i += TWidth.Count)
        {
            TWidth.Store(TWidth.Broadcast(0f), row + i);
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
            int half = block.Dim / 2;
            if (half == 0)
            {
                return;
            }

            if (half < TWidth.Count)
            {
                Rows<WidthScalar, float>(half);
            }
            else
            {
                Rows<TWidth, TVector>(half);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Rows<TWidth, TVector>(int half)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint stride = block.Stride;
            int last = half - TWidth.Count;
            float* from = input;
            float* to = output;
            for (int row = 0; row < block.Rows; row++, from += stride, to += stride)
            {
                float* real = (float*)parameters.Address + ((nint)parameterRows[row] * parameters.Stride);
                for (nint i = 0; i < last; i += TWidth.Count)
                {
                    Step<TWidth, TVector>(from + i, real + i, half, to + i);
                }

                // The last vector of a half is moved back so that it ends with it, over elements already done.
                ClearEnd<TWidth, TVector>(to, block.Dim, stride);
                Step<TWidth, TVector>(from + last, real + last, half, to + last);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Step<TWidth, TVector>(float* from, float* parameter, nint half, float* to)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector a = TWidth.Load(from);
            TVector b = TWidth.Load(from + half);
            TVector p = TWidth.Load(parameter);
            TVector q = TWidth.Load(parameter + half);
            TWidth.Store(TWidth.Subtract(TWidth.Multiply(a, p), TWidth.Multiply(b, q)), to);
            TWidth.Store(TWidth.MultiplyAdd(a, q, TWidth.Multiply(b, p)), to + half);
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
            if (block.Dim == 0)
            {
                return;
            }

            if (block.Dim / 2 < TWidth.Count)
            {
                Rows<WidthScalar, float>();
            }
            else
            {
                Rows<TWidth, TVector>();
            }
        }

        /// <remarks>
        /// Row by row. Column by column the parameters would stay in registers, but then every load is a row away from
        /// the last store, and blocks that lie an unlucky distance apart make the processor mistake one for the other.
        /// </remarks>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Rows<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int half = block.Dim / 2;
            nint stride = block.Stride;
            int last = half - TWidth.Count;
            float* v = input;
            float* g = gradient;
            float* to = inputGradient;
            for (int row = 0; row < block.Rows; row++, v += stride, g += stride, to += stride)
            {
                float* real = (float*)parameters.Address + ((nint)parameterRows[row] * parameters.Stride);
                float* accumulator = parameterGradients + ((nint)slots[row] * parameters.Stride);

                // The last vector of a half is moved back so that it ends with it, over elements already done: it is
                // read before they are, and writes the same once more.
                TVector lastReal = TWidth.Load(accumulator + last);
                TVector lastImaginary = TWidth.Load(accumulator + last + half);
                for (nint i = 0; i < last; i += TWidth.Count)
                {
                    Step<TWidth, TVector>(
                        v + i, g + i, real + i, half, to + i, accumulator + i, TWidth.Load(accumulator + i),
                        TWidth.Load(accumulator + i + half));
                }

                ClearEnd<TWidth, TVector>(to, block.Dim, stride);
                Step<TWidth, TVector>(
                    v + last, g + last, real + last, half, to + last, accumulator + last, lastReal, lastImaginary);
            }
        }

        /// <summary>One vector of each half: the input's gradients, and the parameters' added to what they were.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Step<TWidth, TVector>(
            float* v, float* g, float* parameter, nint half, float* to, float* accumulator, TVector realSum,
            TVector imaginarySum)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector gr = TWidth.Load(g);
            TVector gi = TWidth.Load(g + half);
            TVector p = TWidth.Load(parameter);
            TVector q = TWidth.Load(parameter + half);
            TWidth.Store(TWidth.MultiplyAdd(gr, p, TWidth.Multiply(gi, q)), to);
            TWidth.Store(TWidth.Subtract(TWidth.Multiply(gi, p), TWidth.Multiply(gr, q)), to + half);
            TVector a = TWidth.Load(v);
            TVector b = TWidth.Load(v + half);
            TVector dp = TWidth.MultiplyAdd(gr, a, TWidth.Multiply(gi, b));
            TVector dq = TWidth.Subtract(TWidth.Multiply(gi, a), TWidth.Multiply(gr, b));
            TWidth.Store(TWidth.Add(realSum, dp), accumulator);
            TWidth.Store(TWidth.Add(imaginarySum, dq), accumulator + half);
        }
    }
}
