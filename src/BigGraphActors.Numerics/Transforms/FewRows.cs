using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>A few rows through one unpadded matrix, which is read once and where it lies.</summary>
/// <remarks>
/// A product of four rows with a matrix of 40 KB does as much as the reading takes: turning rows and products over,
/// storing a gradient as large as the matrix and reading it again for the step would double it. Columns behind the last
/// whole vector are read with their left neighbours, which count as zero.
/// </remarks>
internal static unsafe partial class FewRows
{
    /// <summary>Rows whose vectors fit the registers together.</summary>
    private const int Most = 8;

    /// <summary>Rows from which on products of whole panels are faster than going through in eights.</summary>
    private const int Many = 25;

    /// <summary>Whether <see cref="Step"/> is for a run.</summary>
    public static bool Steps(TransformBlock run) => run.Rows is > 0 and <= Most && IsWide(run);

    /// <summary>Whether <see cref="Forward"/> is for a run.</summary>
    public static bool Maps(TransformBlock run) => run.Rows < Many && IsWide(run);

    /// <summary><c>output = input · matrixᵀ</c>, padding zero.</summary>
    /// <param name="input"><c>[Rows × Stride]</c>.</param>
    /// <param name="run">Rows that <see cref="Maps"/>.</param>
    /// <param name="matrix"><c>[Dim × Dim]</c>, without padding.</param>
    /// <param name="output"><c>[Rows × Stride]</c>, overwritten; not the input.</param>
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock run, ReadOnlySpan<float> matrix, Span<float> output)
    {
        Shapes.Block(input, run.Rows, run.Stride);
        Shapes.Block(output, run.Rows, run.Stride);
        Shapes.AtLeast(matrix, run.Dim * run.Dim);
        fixed (float* inputStart = input, matrixStart = matrix, outputStart = output)
        {
            for (int first = 0; first < run.Rows; first += Most)
            {
                TransformBlock part = run with { Rows = Math.Min(Most, run.Rows - first) };
                nint at = (nint)first * run.Stride;
                var kernel = new ForwardKernel(inputStart + at, part, matrixStart, outputStart + at);
                var counted = new FewRowsRun<ForwardKernel>(kernel, part.Rows);
                VectorWidth.Run(ref counted);
            }
        }
    }

    private static bool IsWide(TransformBlock run) => run.Dim >= RowLayout.StrideMultiple;

    /// <summary>The lanes of the last vector of a row that the vector before it has too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Overlap<TWidth, TVector>(int dim)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged => TWidth.FirstLanes((TWidth.Count - (dim % TWidth.Count)) % TWidth.Count);

    private readonly struct ForwardKernel(float* input, TransformBlock run, float* matrix, float* output)
        : IFewRowsKernel
    {
        /// <summary>Lines of the matrix between asking for one and reading it.</summary>
        private const int Ahead = 32;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public void Run<TWidth, TVector, TRows>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
            where TRows : struct, ICount
        {
            int dim = run.Dim;
            nint stride = run.Stride;
            int last = dim - TWidth.Count;
            float* ends = stackalloc float[Most * RowLayout.StrideMultiple];
            for (int row = 0; row < TRows.Value; row++)
            {
                TVector end = TWidth.Load(input + (row * stride) + last);
                end = TWidth.Select(Overlap<TWidth, TVector>(dim), TWidth.Broadcast(0f), end);
                TWidth.Store(end, ends + (row * TWidth.Count));
                new Span<float>(output + (row * stride) + dim, run.Stride - dim).Clear();
            }

            for (int i = 0; i < dim; i++)
            {
                float* line = matrix + ((nint)i * dim);
                RowBlocks.PrefetchRow(line + (Ahead * dim), dim);
                Element<TWidth, TVector, TRows>(line, ends, output + i);
            }
        }

        /// <summary>One element of every output: a line of the matrix by each input.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Element<TWidth, TVector, TRows>(float* line, float* ends, float* sums)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
            where TRows : struct, ICount
        {
            nint stride = run.Stride;
            float* column = input;
            int last = run.Dim - TWidth.Count;
            TVector zero = TWidth.Broadcast(0f);
            TVector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
            for (int j = 0; j < run.Dim; j += TWidth.Count)
            {
                if (j > last)
                {
                    line += last - j;
                    column = ends - j;
                    stride = TWidth.Count;
                }

                TVector elements = TWidth.Load(line + j);
                s0 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 0, elements, s0);
                s1 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 1, elements, s1);
                s2 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 2, elements, s2);
                s3 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 3, elements, s3);
                s4 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 4, elements, s4);
                s5 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 5, elements, s5);
                s6 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 6, elements, s6);
                s7 = FewRow<TWidth, TVector, TRows>.AddProduct(column + j, stride, 7, elements, s7);
            }

            stride = run.Stride;
            FewRow<TWidth, TVector, TRows>.StoreSum(s0, sums, stride, 0);
            FewRow<TWidth, TVector, TRows>.StoreSum(s1, sums, stride, 1);
            FewRow<TWidth, TVector, TRows>.StoreSum(s2, sums, stride, 2);
            FewRow<TWidth, TVector, TRows>.StoreSum(s3, sums, stride, 3);
            FewRow<TWidth, TVector, TRows>.StoreSum(s4, sums, stride, 4);
            FewRow<TWidth, TVector, TRows>.StoreSum(s5, sums, stride, 5);
            FewRow<TWidth, TVector, TRows>.StoreSum(s6, sums, stride, 6);
            FewRow<TWidth, TVector, TRows>.StoreSum(s7, sums, stride, 7);
        }
    }
}
