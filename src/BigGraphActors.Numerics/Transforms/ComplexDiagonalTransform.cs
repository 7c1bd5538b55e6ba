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
    /// Carries gradients back: g times the other factor's conjugate, to the input and to the parameters.
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

    private readonly struct ForwardKernel(
        float* input, TransformBlock block, RowTable parameters, int* parameterRows, float* output) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int half = block.Dim / 2;
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
            for (nint row = 0; row < block.Rows; row++)
            {
                float* real = (float*)parameters.Address + ((nint)parameterRows[row] * parameters.Stride);
                float* from = input + (row * block.Stride);
                float* to = output + (row * block.Stride);
                for (int next = 0; next < half; next += TWidth.Count)
                {
                    // The last vector of a half is moved back so that it ends with it, over elements already done.
                    int i = Math.Min(next, half - TWidth.Count);
                    TVector a = TWidth.Load(from + i);
                    TVector b = TWidth.Load(from + half + i);
                    TVector p = TWidth.Load(real + i);
                    TVector q = TWidth.Load(real + half + i);
                    TWidth.Store(TWidth.Subtract(TWidth.Multiply(a, p), TWidth.Multiply(b, q)), to + i);
                    TWidth.Store(TWidth.MultiplyAdd(a, q, TWidth.Multiply(b, p)), to + half + i);
                }

                new Span<float>(to + block.Dim, block.Stride - block.Dim).Clear();
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
            int half = block.Dim / 2;
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
            for (nint row = 0; row < block.Rows; row++)
            {
                float* real = (float*)parameters.Address + ((nint)parameterRows[row] * parameters.Stride);
                float* accumulator = parameterGradients + ((nint)slots[row] * parameters.Stride);
                nint start = row * block.Stride;
                for (int next = 0; next < half; next += TWidth.Count)
                {
                    int i = Math.Min(next, half - TWidth.Count);
                    Step<TWidth, TVector>(start + i, real + i, accumulator + i, half, next - i);
                }

                new Span<float>(inputGradient + start + block.Dim, block.Stride - block.Dim).Clear();
            }
        }

        /// <summary>One vector of a half; its first <paramref name="done"/> lanes are accumulated already.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Step<TWidth, TVector>(nint at, float* real, float* accumulator, int half, int done)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector a = TWidth.Load(input + at);
            TVector b = TWidth.Load(input + at + half);
            TVector p = TWidth.Load(real);
            TVector q = TWidth.Load(real + half);
            TVector gr = TWidth.Load(gradient + at);
            TVector gi = TWidth.Load(gradient + at + half);
            TWidth.Store(TWidth.MultiplyAdd(gr, p, TWidth.Multiply(gi, q)), inputGradient + at);
            TWidth.Store(TWidth.Subtract(TWidth.Multiply(gi, p), TWidth.Multiply(gr, q)), inputGradient + at + half);

            TVector zero = TWidth.Broadcast(0f);
            TVector isDone = TWidth.FirstLanes(done);
            TVector dp = TWidth.MultiplyAdd(gr, a, TWidth.Multiply(gi, b));
            TVector dq = TWidth.Subtract(TWidth.Multiply(gi, a), TWidth.Multiply(gr, b));
            TWidth.Store(
                TWidth.Add(TWidth.Load(accumulator), TWidth.Select(isDone, zero, dp)), accumulator);
            TWidth.Store(
                TWidth.Add(TWidth.Load(accumulator + half), TWidth.Select(isDone, zero, dq)), accumulator + half);
        }
    }
}
