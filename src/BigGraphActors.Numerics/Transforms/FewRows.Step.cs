using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Updates;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>The way back: gradient of the input and Adagrad step of the matrix in one pass through it.</summary>
internal static unsafe partial class FewRows
{
    /// <summary>
    /// <c>inputGradient = gradient · matrix</c>, and the step of the matrix by <c>gradientᵀ · input</c>.
    /// </summary>
    /// <param name="input"><c>[Rows × Stride]</c>, as it went in.</param>
    /// <param name="gradient"><c>[Rows × Stride]</c>, by the output.</param>
    /// <param name="run">Rows that <see cref="Steps"/>.</param>
    /// <param name="matrix"><c>[Dim × Dim]</c>, without padding; updated in place.</param>
    /// <param name="sums">As long as the matrix: Adagrad's, updated in place.</param>
    /// <param name="inputGradient"><c>[Rows × Stride]</c>, overwritten, padding zero; not another block.</param>
    /// <param name="lr">Learning rate.</param>
    public static void Step(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock run, Span<float> matrix,
        Span<float> sums, Span<float> inputGradient, float lr)
    {
        Shapes.Block(input, run.Rows, run.Stride);
        Shapes.Block(gradient, run.Rows, run.Stride);
        Shapes.Block(inputGradient, run.Rows, run.Stride);
        Shapes.AtLeast<float>(matrix, run.Dim * run.Dim);
        Shapes.AtLeast<float>(sums, run.Dim * run.Dim);
        inputGradient[..(run.Rows * run.Stride)].Clear();
        fixed (float* inputStart = input, gradientStart = gradient, inputGradientStart = inputGradient)
        fixed (float* matrixStart = matrix, sumsStart = sums)
        {
            var kernel = new StepKernel(
                inputStart, gradientStart, run, matrixStart, sumsStart, inputGradientStart, lr);
            var counted = new FewRowsRun<StepKernel>(kernel, run.Rows);
            VectorWidth.Run(ref counted);
        }
    }

    private readonly struct StepKernel(
        float* input, float* gradient, TransformBlock run, float* matrix, float* sums, float* inputGradient, float lr)
        : IFewRowsKernel
    {
        /// <summary>Lines of the matrix that are gone through column by column, in the first-level cache.</summary>
        private const int Lines = 16;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector, TRows>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
            where TRows : struct, ICount
        {
            int dim = run.Dim;
            int whole = dim - (dim % TWidth.Count);
            for (int top = 0; top < dim; top += Lines)
            {
                int end = Math.Min(top + Lines, dim);
                for (int column = 0; column < whole; column += TWidth.Count)
                {
                    Column<TWidth, TVector, TRows>(top, end, column, TWidth.FirstLanes(0));
                }

                if (whole < dim)
                {
                    Column<TWidth, TVector, TRows>(top, end, dim - TWidth.Count, Overlap<TWidth, TVector>(dim));
                }
            }
        }

        /// <summary>Works through some lines of one column, a vector wide.</summary>
        /// <remarks>
        /// Lanes to be dropped have a gradient of zero, which leaves element and sum as they are. The next lines, or
        /// those of the next relation's matrix, are asked for meanwhile.
        /// </remarks>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Column<TWidth, TVector, TRows>(int top, int end, int column, TVector dropped)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
            where TRows : struct, ICount
        {
            nint stride = run.Stride;
            int dim = run.Dim;
            float* from = input + column;
            float* to = inputGradient + column;
            float* factor = gradient + top;
            float* line = matrix + ((nint)top * dim) + column;
            float* lineSums = sums + ((nint)top * dim) + column;
            nint coming = ((nint)Lines * dim) - column + (column * Lines);
            TVector zero = TWidth.Broadcast(0f);
            TVector rate = TWidth.Broadcast(lr);
            TVector in0 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 0, dropped);
            TVector out0 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 0);
            TVector in1 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 1, dropped);
            TVector out1 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 1);
            TVector in2 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 2, dropped);
            TVector out2 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 2);
            TVector in3 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 3, dropped);
            TVector out3 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 3);
            TVector in4 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 4, dropped);
            TVector out4 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 4);
            TVector in5 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 5, dropped);
            TVector out5 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 5);
            TVector in6 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 6, dropped);
            TVector out6 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 6);
            TVector in7 = FewRow<TWidth, TVector, TRows>.Load(from, stride, 7, dropped);
            TVector out7 = FewRow<TWidth, TVector, TRows>.Load(to, stride, 7);
            for (int i = top; i < end; i++, line += dim, lineSums += dim, factor++)
            {
                RowBlocks.PrefetchRow(line + coming, 1);
                RowBlocks.PrefetchRow(lineSums + coming, 1);
                coming += RowLayout.StrideMultiple - dim;
                TVector elements = TWidth.Load(line);
                TVector kept = TWidth.Select(dropped, zero, elements);
                TVector slope = zero;
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 0, in0, slope);
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 1, in1, slope);
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 2, in2, slope);
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 3, in3, slope);
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 4, in4, slope);
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 5, in5, slope);
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 6, in6, slope);
                slope = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 7, in7, slope);
                out0 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 0, kept, out0);
                out1 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 1, kept, out1);
                out2 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 2, kept, out2);
                out3 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 3, kept, out3);
                out4 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 4, kept, out4);
                out5 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 5, kept, out5);
                out6 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 6, kept, out6);
                out7 = FewRow<TWidth, TVector, TRows>.Add(factor, stride, 7, kept, out7);
                TVector sum = TWidth.MultiplyAdd(slope, slope, TWidth.Load(lineSums));
                TWidth.Store(sum, lineSums);
                TWidth.Store(TWidth.Subtract(elements, AdagradStep<TWidth, TVector>.Of(rate, slope, sum)), line);
            }

            FewRow<TWidth, TVector, TRows>.Store(out0, to, stride, 0);
            FewRow<TWidth, TVector, TRows>.Store(out1, to, stride, 1);
            FewRow<TWidth, TVector, TRows>.Store(out2, to, stride, 2);
            FewRow<TWidth, TVector, TRows>.Store(out3, to, stride, 3);
            FewRow<TWidth, TVector, TRows>.Store(out4, to, stride, 4);
            FewRow<TWidth, TVector, TRows>.Store(out5, to, stride, 5);
            FewRow<TWidth, TVector, TRows>.Store(out6, to, stride, 6);
            FewRow<TWidth, TVector, TRows>.Store(out7, to, stride, 7);
        }
    }
}
