using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>Products of a run of rows with one unpadded matrix.</summary>
/// <remarks>
/// Rows of a <c>[Dim × Dim]</c> matrix touch each other, while the matrix products work in whole 16s. So the matrix is
/// read as the left factor, element by element, or up to its last whole 16 of columns; what is left of those passes
/// through padded memory on the stack. It is never copied or transposed as a whole: for a run of a few rows that would
/// cost more than the product.
/// </remarks>
internal static unsafe class MatrixRun
{
    /// <summary>Columns of a panel.</summary>
    private const int PanelColumns = 64;

    /// <summary>Rows of a panel.</summary>
    private const int PanelRows = 128;

    /// <summary><c>output = input · matrixᵀ</c>, padding included, made as <c>(matrix · inputᵀ)ᵀ</c>.</summary>
    [SkipLocalsInit]
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock block, ReadOnlySpan<float> matrix, Span<float> output)
    {
        if (FewRows.Maps(block))
        {
            FewRows.Forward(input, block, matrix, output);
            return;
        }

        Span<float> turned = stackalloc float[PanelRows * PanelColumns];
        Span<float> product = stackalloc float[PanelRows * PanelColumns];
        for (int first = 0; first < block.Rows; first += PanelColumns)
        {
            int rows = Math.Min(PanelColumns, block.Rows - first);
            int stride = RowLayout.StrideFor(rows);
            int from = first * block.Stride;
            for (int i = 0; i < block.Dim; i += PanelRows)
            {
                int height = Math.Min(PanelRows, block.Dim - i);
                for (int p = 0; p < block.Dim; p += PanelRows)
                {
                    int depth = Math.Min(PanelRows, block.Dim - p);
                    Turn(input[(from + p)..], block.Stride, rows, depth, turned, stride);
                    MatrixBlocks.Multiply(
                        matrix[((i * block.Dim) + p)..], block.Dim, 1, turned, stride, product, stride,
                        height, rows, depth, accumulate: p > 0);
                }

                Turn(product, stride, height, rows, output[(from + i)..], block.Stride);
            }
        }
    }

    /// <summary><c>inputGradient = gradient · matrix</c>, padding included.</summary>
    [SkipLocalsInit]
    public static void InputGradient(
        ReadOnlySpan<float> gradient, TransformBlock block, ReadOnlySpan<float> matrix, Span<float> inputGradient)
    {
        int whole = block.Dim & -RowLayout.StrideMultiple;
        int rest = block.Dim - whole;
        MatrixBlocks.Multiply(
            gradient, block.Stride, 1, matrix, block.Dim, inputGradient, block.Stride,
            block.Rows, whole, block.Dim, accumulate: false);
        Span<float> panel = stackalloc float[PanelRows * RowLayout.StrideMultiple];
        for (int p = 0; p < block.Dim && rest > 0; p += PanelRows)
        {
            int depth = Math.Min(PanelRows, block.Dim - p);
            Load(matrix[((p * block.Dim) + whole)..], block.Dim, depth, rest, panel);
            MatrixBlocks.Multiply(
                gradient[p..], block.Stride, 1, panel, RowLayout.StrideMultiple, inputGradient[whole..], block.Stride,
                block.Rows, rest, depth, accumulate: p > 0);
        }
    }

    /// <summary><c>matrixGradient += gradientᵀ · input</c>.</summary>
    [SkipLocalsInit]
    public static void MatrixGradient(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, Span<float> matrixGradient)
    {
        int whole = block.Dim & -RowLayout.StrideMultiple;
        int rest = block.Dim - whole;
        MatrixBlocks.Multiply(
            gradient, 1, block.Stride, input, block.Stride, matrixGradient, block.Dim,
            block.Dim, whole, block.Rows, accumulate: true);
        Span<float> panel = stackalloc float[PanelRows * RowLayout.StrideMultiple];
        for (int i = 0; i < block.Dim && rest > 0; i += PanelRows)
        {
            int height = Math.Min(PanelRows, block.Dim - i);
            MatrixBlocks.Multiply(
                gradient[i..], 1, block.Stride, input[whole..], block.Stride, panel, RowLayout.StrideMultiple,
                height, rest, block.Rows, accumulate: false);
            Add(
                panel, RowLayout.StrideMultiple, height, rest,
                matrixGradient[((i * block.Dim) + whole)..], block.Dim);
        }
    }

    /// <summary>Adds an unpadded vector to every row of the block.</summary>
    public static void AddToRows(ReadOnlySpan<float> vector, TransformBlock block, Span<float> rows) =>
        Add(vector, 0, block.Rows, block.Dim, rows, block.Stride);

    /// <summary>Adds every row of the block to an unpadded vector.</summary>
    public static void AddRowsTo(ReadOnlySpan<float> rows, TransformBlock block, Span<float> vector) =>
        Add(rows, block.Stride, block.Rows, block.Dim, vector, 0);

    /// <summary>Copies the last columns of some rows of the matrix, zero up to 16.</summary>
    private static void Load(ReadOnlySpan<float> corner, int dim, int rows, int columns, Span<float> panel)
    {
        fixed (float* source = corner, destination = panel)
        {
            var kernel = new PanelKernels.Load(source, dim, rows, columns, destination, RowLayout.StrideMultiple);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Transposes part of a padded block into another, zero up to the next multiple of 16 columns.</summary>
    private static void Turn(
        ReadOnlySpan<float> source, int stride, int rows, int columns, Span<float> destination, int destinationStride)
    {
        fixed (float* from = source, to = destination)
        {
            int readable = RowLayout.StrideFor(columns);
            var kernel = new TransposeKernel(from, stride, rows, columns, readable, to, destinationStride);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Adds rows to rows; a stride of 0 means the same row again and again.</summary>
    private static void Add(
        ReadOnlySpan<float> source, int sourceStride, int rows, int columns, Span<float> destination, int stride)
    {
        Shapes.AtLeast<float>(source, ((rows - 1) * sourceStride) + columns);
        Shapes.AtLeast<float>(destination, ((rows - 1) * stride) + columns);
        fixed (float* sourceStart = source, destinationStart = destination)
        {
            var kernel = new PanelKernels.Add(sourceStart, sourceStride, rows, columns, destinationStart, stride);
            VectorWidth.Run(ref kernel);
        }
    }
}

/// <summary>Traffic between padded panels and matrices whose rows touch each other; strides are in elements.</summary>
internal static unsafe class PanelKernels
{
    /// <summary>Copies part of a matrix into a panel, and zeros up to the next multiple of 16 columns.</summary>
    internal readonly struct Load(float* matrix, int stride, int rows, int columns, float* panel, int panelStride)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int whole = columns & -TWidth.Count;
            int end = RowLayout.Padded(columns);
            float* from = matrix;
            float* to = panel;
            for (int row = 0; row < rows; row++, from += stride, to += panelStride)
            {
                RowLoops<TWidth, TVector>.Copy(from, to, whole);
                for (int i = whole; i < end; i++)
                {
                    to[i] = i < columns ? from[i] : 0;
                }
            }
        }
    }

    /// <summary>Adds a panel to part of a matrix, and touches nothing beside it.</summary>
    internal readonly struct Add(float* panel, int panelStride, int rows, int columns, float* matrix, int stride)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int whole = columns & -TWidth.Count;
            float* from = panel;
            float* to = matrix;
            for (int row = 0; row < rows; row++, from += panelStride, to += stride)
            {
                RowLoops<TWidth, TVector>.Add(from, to, whole);
                for (int i = whole; i < columns; i++)
                {
                    to[i] += from[i];
                }
            }
        }
    }
}
