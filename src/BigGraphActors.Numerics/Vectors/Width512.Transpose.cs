using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>The 16 × 16 transpose.</summary>
internal readonly unsafe partial struct Width512
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Columns4(source, sourceStride, destination, destinationStride);
        Columns4(source + 4, sourceStride, destination + (4 * destinationStride), destinationStride);
        Columns4(source + 8, sourceStride, destination + (8 * destinationStride), destinationStride);
        Columns4(source + 12, sourceStride, destination + (12 * destinationStride), destinationStride);
    }

    /// <summary>Turns four columns of sixteen rows into four rows.</summary>
    /// <remarks>
    /// Rows i, i + 4, i + 8 and i + 12 share a register, quarter by quarter, so eight shuffles suffice: placing the
    /// quarters costs loads and inserts, which have more execution ports than shuffles have.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns4(float* source, nint stride, float* destination, nint destinationStride)
    {
        Vector512<float> row0 = Quads(source, stride, 0);
        Vector512<float> row1 = Quads(source, stride, 1);
        Vector512<float> row2 = Quads(source, stride, 2);
        Vector512<float> row3 = Quads(source, stride, 3);
        Vector512<float> even0 = Avx512F.UnpackLow(row0, row2);
        Vector512<float> even1 = Avx512F.UnpackHigh(row0, row2);
        Vector512<float> odd0 = Avx512F.UnpackLow(row1, row3);
        Vector512<float> odd1 = Avx512F.UnpackHigh(row1, row3);
        Avx512F.UnpackLow(even0, odd0).Store(destination);
        Avx512F.UnpackHigh(even0, odd0).Store(destination + destinationStride);
        Avx512F.UnpackLow(even1, odd1).Store(destination + (2 * destinationStride));
        Avx512F.UnpackHigh(even1, odd1).Store(destination + (3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quads(float* source, nint stride, int row)
    {
        Vector512<float> quads = Vector128.Load(source + (row * stride)).ToVector256Unsafe().ToVector512Unsafe();
        quads = Avx512F.InsertVector128(quads, Vector128.Load(source + ((row + 4) * stride)), 1);
        quads = Avx512F.InsertVector128(quads, Vector128.Load(source + ((row + 8) * stride)), 2);
        return Avx512F.InsertVector128(quads, Vector128.Load(source + ((row + 12) * stride)), 3);
    }
}
