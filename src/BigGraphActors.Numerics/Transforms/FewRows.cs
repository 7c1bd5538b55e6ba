using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Updates;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>A few rows through one unpadded matrix, which is read once and where it lies.</summary>
/// <remarks>
/// A product of four rows with a matrix of 40 KB does as much as the reading takes: turning rows and products over,
/// storing a gradient as large as the matrix and reading it again for the step would double it. Columns behind the last
/// whole vector are read with their left neighbours, which count as zero.
/// </remarks>
internal static unsafe class FewRows
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

/// <summary>What a kernel for up to eight rows does with the row of one index: nothing where there is no such row.
/// </summary>
/// <remarks>
/// A kernel keeps a vector of each row in a variable of its own, since the compiler holds those in registers and no
/// array. <c>TRows</c> is the number of rows, so what is said of rows beyond it disappears from machine code.
/// </remarks>
internal static unsafe class FewRow<TWidth, TVector, TRows>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : unmanaged
    where TRows : struct, ICount
{
    /// <summary>A vector of the row; rows lie <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* rows, nint stride, int index) =>
        TRows.Value > index ? TWidth.Load(rows + (index * stride)) : default;

    /// <summary>A vector of the row, zero in the lanes that a mask has set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* rows, nint stride, int index, TVector dropped) => TRows.Value > index
        ? TWidth.Select(dropped, TWidth.Broadcast(0f), TWidth.Load(rows + (index * stride)))
        : default;

    /// <summary>Adds the row's factor times a vector to a sum; factors lie <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add(float* factors, nint stride, int index, TVector vector, TVector sum) =>
        TRows.Value > index
            ? TWidth.MultiplyAdd(TWidth.Broadcast(factors[index * stride]), vector, sum)
            : sum;

    /// <summary>Adds a vector of the row times another, lane by lane, to a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector AddProduct(float* rows, nint stride, int index, TVector vector, TVector sum) =>
        TRows.Value > index ? TWidth.MultiplyAdd(vector, TWidth.Load(rows + (index * stride)), sum) : sum;

    /// <summary>Writes a vector of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector value, float* rows, nint stride, int index)
    {
        if (TRows.Value > index)
        {
            TWidth.Store(value, rows + (index * stride));
        }
    }

    /// <summary>Writes the sum of a vector's lanes as an element of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSum(TVector value, float* rows, nint stride, int index)
    {
        if (TRows.Value > index)
        {
            rows[index * stride] = TWidth.Sum(value);
        }
    }
}

/// <summary>A kernel with its number of rows, at the widest vectors there are.</summary>
internal readonly struct FewRowsRun<TKernel>(TKernel kernel, int rows) : IVectorKernel
    where TKernel : struct, IFewRowsKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        switch (rows)
        {
            case 1:
                kernel.Run<TWidth, TVector, Counts.One>();
                break;
            case 2:
                kernel.Run<TWidth, TVector, Counts.Two>();
                break;
            case 3:
                kernel.Run<TWidth, TVector, Counts.Three>();
                break;
            case 4:
                kernel.Run<TWidth, TVector, Counts.Four>();
                break;
            case 5:
                kernel.Run<TWidth, TVector, Counts.Five>();
                break;
            case 6:
                kernel.Run<TWidth, TVector, Counts.Six>();
                break;
            case 7:
                kernel.Run<TWidth, TVector, Counts.Seven>();
                break;
            default:
                kernel.Run<TWidth, TVector, Counts.Eight>();
                break;
        }
    }
}

/// <summary>A loop for one to eight rows, waiting to be told the vector width and the number of rows.</summary>
internal interface IFewRowsKernel
{
    /// <summary>Does the work for as many rows as <typeparamref name="TRows"/> says.</summary>
    void Run<TWidth, TVector, TRows>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount;
}
