using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Transposes a matrix; strides are in elements and may be anything.</summary>
/// <remarks>
/// Columns of the result up to the next multiple of 16 become zero. Of each row of the source, padding included,
/// <c>readable</c> elements may be read.
/// </remarks>
internal readonly unsafe struct TransposeKernel(
    float* source, int stride, int rows, int dim, int readable, float* destination, int destinationStride)
    : IVectorKernel
{
    /// <summary>Floats in the largest square that is transposed at once.</summary>
    private const int SquareMost = RowLayout.StrideMultiple * RowLayout.StrideMultiple;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        int wholeRows = rows - (rows % TWidth.Count);
        int wholeDim = dim - (dim % TWidth.Count);
        nint fromStride = stride;
        nint toStride = destinationStride;
        for (nint row = 0; row < wholeRows; row += TWidth.Count)
        {
            float* from = source + (row * fromStride);
            float* to = destination + row;
            for (nint column = 0; column < wholeDim; column += TWidth.Count)
            {
                TWidth.Transpose(from + column, fromStride, to + (column * toStride), toStride);
            }

            if (wholeDim < dim)
            {
                LastColumns<TWidth, TVector>((int)row, wholeDim);
            }
        }

        for (int row = wholeRows; row < RowLayout.Padded(rows); row += TWidth.Count)
        {
            LastRows<TWidth, TVector>(row, wholeDim);
        }
    }

    /// <summary>Squares of whose rows only the first are there, if any, and behind them what sticks out both ways.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private void LastRows<TWidth, TVector>(int row, int wholeDim)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        float* square = stackalloc float[SquareMost];
        RowLoops<TWidth, TVector>.Clear(square, TWidth.Count * TWidth.Count);
        for (int column = 0; column < wholeDim; column += TWidth.Count)
        {
            for (int i = 0; i < rows - row; i++)
            {
                TWidth.Store(TWidth.Load(source + ((nint)(row + i) * stride) + column), square + (i * TWidth.Count));
            }

            float* to = destination + ((nint)column * destinationStride) + row;
            TWidth.Transpose(square, TWidth.Count, to, destinationStride);
        }

        if (wholeDim < dim)
        {
            Corner<TWidth, TVector>(row, wholeDim);
        }
    }

    /// <summary>A square whose rows are all there, and of whose columns only the first are wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private void LastColumns<TWidth, TVector>(int row, int column)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        if (column + TWidth.Count > readable)
        {
            Corner<TWidth, TVector>(row, column);
            return;
        }

        float* turned = stackalloc float[SquareMost];
        TWidth.Transpose(source + ((nint)row * stride) + column, stride, turned, TWidth.Count);
        for (int j = 0; j < dim - column; j++)
        {
            TWidth.Store(
                TWidth.Load(turned + (j * TWidth.Count)),
                destination + ((nint)(column + j) * destinationStride) + row);
        }
    }

    /// <summary>
    /// A square that sticks out of the matrix: by way of the stack, since nothing lies beyond the edge.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private void Corner<TWidth, TVector>(int row, int column)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        float* square = stackalloc float[SquareMost];
        float* turned = stackalloc float[SquareMost];
        int side = TWidth.Count;
        int columns = Math.Min(side, dim - column);
        for (int i = 0; i < side; i++)
        {
            float* line = square + (i * side);
            float* from = source + ((nint)(row + i) * stride) + column;
            if (row + i >= rows)
            {
                TWidth.Store(TWidth.Broadcast(0f), line);
            }
            else if (column + side <= readable)
            {
                TWidth.Store(TWidth.Load(from), line);
            }
            else
            {
                for (int j = 0; j < columns; j++)
                {
                    line[j] = from[j];
                }
            }
        }

        TWidth.Transpose(square, side, turned, side);
        for (int j = 0; j < columns; j++)
        {
            TWidth.Store(
                TWidth.Load(turned + (j * side)), destination + ((nint)(column + j) * destinationStride) + row);
        }
    }
}
