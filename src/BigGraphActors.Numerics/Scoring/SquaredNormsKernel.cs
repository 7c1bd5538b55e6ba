using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Scoring;

/// <summary>
/// Squared norms, rounded exactly as the matrix product rounds the inner product of a row with itself.
/// </summary>
/// <remarks>
/// A matrix product adds the terms of each sum one after the other. Doing the same here, with the same instruction,
/// makes <c>|a|² - 2 ab + |b|²</c> exactly zero for equal vectors, where any other order would leave noise whose root
/// looks like a distance. Such a chain is slow, so eight rows run side by side; beyond the last row the last one is
/// computed again.
/// </remarks>
internal readonly unsafe struct SquaredNormsKernel(float* block, int rows, int stride, float* squares) : IVectorKernel
{
    private const int Side = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        for (int row = 0; row < rows; row += Side)
        {
            Rows<TWidth, TVector>(row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rows<TWidth, TVector>(int row)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        float* row0 = At(row);
        nint to1 = (nint)(At(row + 1) - row0);
        nint to2 = (nint)(At(row + 2) - row0);
        nint to3 = (nint)(At(row + 3) - row0);
        nint to4 = (nint)(At(row + 4) - row0);
        nint to5 = (nint)(At(row + 5) - row0);
        nint to6 = (nint)(At(row + 6) - row0);
        nint to7 = (nint)(At(row + 7) - row0);
        TVector sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7;
        sum0 = sum1 = sum2 = sum3 = sum4 = sum5 = sum6 = sum7 = TWidth.Broadcast(0f);
        for (int i = stride; i > 0; i--, row0++)
        {
            sum0 = AddSquare<TWidth, TVector>(row0, sum0);
            sum1 = AddSquare<TWidth, TVector>(row0 + to1, sum1);
            sum2 = AddSquare<TWidth, TVector>(row0 + to2, sum2);
            sum3 = AddSquare<TWidth, TVector>(row0 + to3, sum3);
            sum4 = AddSquare<TWidth, TVector>(row0 + to4, sum4);
            sum5 = AddSquare<TWidth, TVector>(row0 + to5, sum5);
            sum6 = AddSquare<TWidth, TVector>(row0 + to6, sum6);
            sum7 = AddSquare<TWidth, TVector>(row0 + to7, sum7);
        }

        // All lanes are equal, so any lane will do.
        squares[Math.Min(row + 7, rows - 1)] = TWidth.Largest(sum7);
        squares[Math.Min(row + 6, rows - 1)] = TWidth.Largest(sum6);
        squares[Math.Min(row + 5, rows - 1)] = TWidth.Largest(sum5);
        squares[Math.Min(row + 4, rows - 1)] = TWidth.Largest(sum4);
        squares[Math.Min(row + 3, rows - 1)] = TWidth.Largest(sum3);
        squares[Math.Min(row + 2, rows - 1)] = TWidth.Largest(sum2);
        squares[Math.Min(row + 1, rows - 1)] = TWidth.Largest(sum1);
        squares[row] = TWidth.Largest(sum0);
    }

    private float* At(int row) => block + ((nint)Math.Min(row, rows - 1) * stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddSquare<TWidth, TVector>(float* element, TVector sum)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        TVector value = TWidth.Broadcast(*element);
        return TWidth.MultiplyAdd(value, value, sum);
    }
}
