using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Moves rows between tables and blocks, and adds to blocks of rows.</summary>
/// <remarks>
/// A block is row-major <c>[rows × stride]</c>, stride a multiple of 16, padding columns zero; the padding is
/// treated like the rest, so zeros stay zeros. Inputs must not overlap outputs.
/// </remarks>
public static unsafe partial class RowBlocks
{
    /// <summary>Adds one vector to every row: PBG's global embedding, or a translation.</summary>
    /// <param name="block"><c>[rows × stride]</c>, added to.</param>
    /// <param name="rows">Rows in the block.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="vector"><c>[stride]</c>, zero in the padding.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void AddVector(Span<float> block, int rows, int stride, ReadOnlySpan<float> vector)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast(vector, stride);
        fixed (float* blockStart = block, vectorStart = vector)
        {
            var kernel = new AddVectorKernel(vectorStart, rows, stride, blockStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Adds the sum of a block's rows to a vector: the gradient of <see cref="AddVector"/>.</summary>
    /// <param name="block"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Rows in the block; with 0 nothing is added.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="destination"><c>[stride]</c>, added to, row after row.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void AddRowsTo(ReadOnlySpan<float> block, int rows, int stride, Span<float> destination)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast<float>(destination, stride);
        fixed (float* blockStart = block, destinationStart = destination)
        {
            var kernel = new AddRowsKernel(blockStart, rows, stride, destinationStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary><c>destination[k] += scales[k] * block[k]</c>, row by row.</summary>
    /// <param name="block"><c>[scales.Length × stride]</c>.</param>
    /// <param name="rows">Rows in both blocks.</param>
    /// <param name="stride">Floats from row to row in both blocks.</param>
    /// <param name="scales"><c>[rows]</c>. NaN spoils its row, padding included.</param>
    /// <param name="destination"><c>[rows × stride]</c>, added to.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void AddScaledRows(
        ReadOnlySpan<float> block, int rows, int stride, ReadOnlySpan<float> scales, Span<float> destination)
    {
        Shapes.Block(block, rows, stride);
        Shapes.Block(destination, rows, stride);
        Shapes.AtLeast(scales, rows);
        fixed (float* blockStart = block, scalesStart = scales, destinationStart = destination)
        {
            var kernel = new AddScaledRowsKernel(blockStart, scalesStart, rows, stride, destinationStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Transposes a block, so that a matrix product can run along its rows.</summary>
    /// <param name="source"><c>[rows × stride]</c>, of which <paramref name="dim"/> columns are taken.</param>
    /// <param name="rows">Rows of the source, columns of the result.</param>
    /// <param name="stride">Floats from row to row in the source.</param>
    /// <param name="dim">Columns of the source, rows of the result; at most <paramref name="stride"/>.</param>
    /// <param name="destination">
    /// <c>[dim × destinationStride]</c>: element <c>(d, r)</c> becomes source <c>(r, d)</c>. Columns from
    /// <paramref name="rows"/> up to the next multiple of 16 become zero, later ones are left alone.
    /// </param>
    /// <param name="destinationStride">Floats from row to row in the result, a multiple of 16 not below rows.</param>
    /// <exception cref="ArgumentException">When a span is too short or a stride does not fit.</exception>
    public static void Transpose(
        ReadOnlySpan<float> source, int rows, int stride, int dim, Span<float> destination, int destinationStride)
    {
        Shapes.Block(source, rows, stride);
        Shapes.Block(destination, dim, destinationStride);
        if (dim > stride || RowLayout.StrideFor(rows) > destinationStride)
        {
            throw new ArgumentException($"dim {dim} of stride {stride}, {rows} rows into {destinationStride} columns");
        }

        fixed (float* sourceStart = source, destinationStart = destination)
        {
            var kernel = new TransposeKernel(
                sourceStart, stride, rows, dim, stride, destinationStart, destinationStride);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct AddVectorKernel(float* vector, int rows, int stride, float* block) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                RowLoops<TWidth, TVector>.Add(vector, block + (row * stride), stride);
            }
        }
    }

    private readonly struct AddRowsKernel(float* block, int rows, int stride, float* destination) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            // Column by column of vectors, so that the sum stays in a register.
            for (int column = 0; column < stride; column += TWidth.Count)
            {
                TVector sum = TWidth.Load(destination + column);
                float* source = block + column;
                for (int row = 0; row < rows; row++, source += stride)
                {
                    sum = TWidth.Add(sum, TWidth.Load(source));
                }

                TWidth.Store(sum, destination + column);
            }
        }
    }

    private readonly struct AddScaledRowsKernel(
        float* block, float* scales, int rows, int stride, float* destination) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                RowLoops<TWidth, TVector>.AddScaled(
                    block + (row * stride), scales[row], destination + (row * stride), stride);
            }
        }
    }
}
