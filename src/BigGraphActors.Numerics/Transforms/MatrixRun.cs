using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>Products of a run of rows with one unpadded matrix, panel by panel.</summary>
/// <remarks>
/// The matrix products work in whole 16s and would read and write past the ends of a <c>[Dim × Dim]</c> matrix whose
/// rows touch each other. So panels of it are copied to padded memory on the stack, at most 32 KiB, where they also
/// fit the first-level cache.
/// </remarks>
internal static unsafe class MatrixRun
{
    /// <summary>Columns of a panel.</summary>
    private const int PanelColumns = 64;

    /// <summary>Rows of a panel.</summary>
    private const int PanelRows = 128;

    /// <summary><c>output = input · matrixᵀ</c>, padding included.</summary>
    [SkipLocalsInit]
    public static void Forward(
        ReadOnlySpan<float> input, TransformBlock block, ReadOnlySpan<float> matrix, Span<float> output)
    {
        Span<float> panel = stackalloc float[PanelRows * PanelColumns];
        for (int j = 0; j < block.Dim; j += PanelColumns)
        {
            int columns = Math.Min(PanelColumns, block.Dim - j);
            for (int p = 0; p < block.Dim; p += PanelRows)
            {
                int depth = Math.Min(PanelRows, block.Dim - p);
                LoadTransposed(matrix, block.Dim, j, columns, p, depth, panel);
                MatrixBlocks.Multiply(
                    input[p..], block.Stride, 1, panel, PanelColumns, output[j..], block.Stride,
                    block.Rows, columns, depth, accumulate: p > 0);
            }
        }
    }

    /// <summary><c>inputGradient = gradient · matrix</c>, padding included.</summary>
    [SkipLocalsInit]
    public static void InputGradient(
        ReadOnlySpan<float> gradient, TransformBlock block, ReadOnlySpan<float> matrix, Span<float> inputGradient)
    {
        Span<float> panel = stackalloc float[PanelRows * PanelColumns];
        for (int j = 0; j < block.Dim; j += PanelColumns)
        {
            int columns = Math.Min(PanelColumns, block.Dim - j);
            for (int p = 0; p < block.Dim; p += PanelRows)
            {
                int depth = Math.Min(PanelRows, block.Dim - p);
                Load(matrix, block.Dim, p, depth, j, columns, panel);
                MatrixBlocks.Multiply(
                    gradient[p..], block.Stride, 1, panel, PanelColumns, inputGradient[j..], block.Stride,
                    block.Rows, columns, depth, accumulate: p > 0);
            }
        }
    }

    /// <summary><c>matrixGradient += gradientᵀ · input</c>.</summary>
    [SkipLocalsInit]
    public static void MatrixGradient(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, TransformBlock block, Span<float> matrixGradient)
    {
        Span<float> panel = stackalloc float[PanelRows * PanelColumns];
        for (int i = 0; i < block.Dim; i += PanelRows)
        {
            int rows = Math.Min(PanelRows, block.Dim - i);
            for (int j = 0; j < block.Dim; j += PanelColumns)
            {
                int columns = Math.Min(PanelColumns, block.Dim - j);
                MatrixBlocks.Multiply(
                    gradient[i..], 1, block.Stride, input[j..], block.Stride, panel, PanelColumns,
                    rows, columns, block.Rows, accumulate: false);
                Add(panel, PanelColumns, rows, columns, matrixGradient[((i * block.Dim) + j)..], block.Dim);
            }
        }
    }

    /// <summary>Adds an unpadded vector to every row of the block.</summary>
    public static void AddToRows(ReadOnlySpan<float> vector, TransformBlock block, Span<float> rows) =>
        Add(vector, 0, block.Rows, block.Dim, rows, block.Stride);

    /// <summary>Adds every row of the block to an unpadded vector.</summary>
    public static void AddRowsTo(ReadOnlySpan<float> rows, TransformBlock block, Span<float> vector) =>
        Add(rows, block.Stride, block.Rows, block.Dim, vector, 0);

    /// <summary>Copies rows p.. and columns j.. of the matrix, zero beyond its last column.</summary>
    private static void Load(
        ReadOnlySpan<float> matrix, int dim, int p, int depth, int j, int columns, Span<float> panel)
    {
        fixed (float* source = matrix, destination = panel)
        {
            float* corner = source + ((nint)p * dim) + j;
            var kernel = new PanelKernels.Load(corner, dim, depth, columns, destination, PanelColumns);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Copies rows j.. and columns p.. of the matrix as columns and rows, zero beyond its last row.</summary>
    private static void LoadTransposed(
        ReadOnlySpan<float> matrix, int dim, int j, int columns, int p, int depth, Span<float> panel)
    {
        fixed (float* source = matrix, destination = panel)
        {
            float* corner = source + ((nint)j * dim) + p;
            var kernel = new TransposeKernel(corner, dim, columns, depth, depth, destination, PanelColumns);
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
