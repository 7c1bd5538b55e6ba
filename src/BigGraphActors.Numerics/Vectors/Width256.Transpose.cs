using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>The 8 × 8 transpose.</summary>
internal readonly unsafe partial struct Width256
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Columns4(source, sourceStride, destination, destinationStride);
        Columns4(source + 4, sourceStride, destination + (4 * destinationStride), destinationStride);
    }

    /// <summary>Turns four columns of eight rows into four rows; vectors here are 8 wide only on x86.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns4(float* source, nint stride, float* destination, nint destinationStride)
    {
        // Row i shares a register with row i + 4, so the two halves need no exchange afterwards.
        Vector256<float> row0 = Pair(source, stride, 0);
        Vector256<float> row1 = Pair(source, stride, 1);
        Vector256<float> row2 = Pair(source, stride, 2);
        Vector256<float> row3 = Pair(source, stride, 3);
        Vector256<float> even0 = Avx.UnpackLow(row0, row2);
        Vector256<float> even1 = Avx.UnpackHigh(row0, row2);
        Vector256<float> odd0 = Avx.UnpackLow(row1, row3);
        Vector256<float> odd1 = Avx.UnpackHigh(row1, row3);
        Avx.UnpackLow(even0, odd0).Store(destination);
        Avx.UnpackHigh(even0, odd0).Store(destination + destinationStride);
        Avx.UnpackLow(even1, odd1).Store(destination + (2 * destinationStride));
        Avx.UnpackHigh(even1, odd1).Store(destination + (3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* source, nint stride, int row) =>
        Vector256.Create(Vector128.Load(source + (row * stride)), Vector128.Load(source + ((row + 4) * stride)));
}
