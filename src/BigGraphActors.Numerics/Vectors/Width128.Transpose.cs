using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>The 4 × 4 transpose.</summary>
internal readonly unsafe partial struct Width128
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Vector128<float> row0 = Vector128.Load(source);
        Vector128<float> row1 = Vector128.Load(source + sourceStride);
        Vector128<float> row2 = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> row3 = Vector128.Load(source + (3 * sourceStride));

        // Interleaving rows 0 with 2 and 1 with 3, then the results with each other, sends element (i, j) to (j, i).
        Vector128<float> even0 = ZipLow(row0, row2);
        Vector128<float> even1 = ZipHigh(row0, row2);
        Vector128<float> odd0 = ZipLow(row1, row3);
        Vector128<float> odd1 = ZipHigh(row1, row3);
        ZipLow(even0, odd0).Store(destination);
        ZipHigh(even0, odd0).Store(destination + destinationStride);
        ZipLow(even1, odd1).Store(destination + (2 * destinationStride));
        ZipHigh(even1, odd1).Store(destination + (3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);
}
