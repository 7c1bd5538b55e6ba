using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Transposes a matrix; strides are in elements and may be anything.</summary>
/// <remarks>Columns of the result up to the next multiple of 16 become zero.</remarks>
internal readonly unsafe struct TransposeKernel(
    float* source, int stride, int rows, int dim, float* destination, int destinationStride) : IVectorKernel
{
    public void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        int wholeRows = rows - (rows % TWidth.Count);
        int wholeDim = dim - (dim % TWidth.Count);
        for (int row = 0; row < wholeRows; row += TWidth.Count)
        {
            float* from = source + ((nint)row * stride);
            float* to = destination + row;
            for (nint column = 0; column < wholeDim; column += TWidth.Count)
            {
                TWidth.Transpose(from + column, stride, to + (column * destinationStride), destinationStride);
            }
        }

        Edge(0, wholeRows, wholeDim, dim);
        Edge(wholeRows, RowLayout.StrideFor(rows), 0, dim);
    }

    /// <summary>Moves what is left of the source's rows and columns, element by element.</summary>
    private void Edge(int firstRow, int endRow, int firstColumn, int endColumn)
    {
        for (nint column = firstColumn; column < endColumn; column++)
        {
            for (nint row = firstRow; row < endRow; row++)
            {
                destination[(column * destinationStride) + row] =
                    row < rows ? source[(row * stride) + column] : 0;
            }
        }
    }
}
