using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>One lane, for machines and switches without vectors, and for rows shorter than a vector.</summary>
internal readonly unsafe struct WidthScalar : IVectorWidth<float>
{
    private static float Ones => BitConverter.Int32BitsToSingle(-1);

    public static int Count => 1;

    public static int PanelVectors => 4;

    public static int Accumulators => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* destination) => *destination = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float left, float right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float left, float right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float left, float right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float left, float right) => left / right;

    // Without the instruction the library's fused multiply-add is a slow call; in float64 the product is exact too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float left, float right, float addend) =>
        Fma.IsSupported || AdvSimd.IsSupported
            ? MathF.FusedMultiplyAdd(left, right, addend)
            : (float)(((double)left * right) + addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scale(float sum, float factor, float addend) =>
        MultiplyAdd(sum, factor, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float left, float right) => left > right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float left, float right) => left < right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float value) => MathF.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float value) => MathF.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Reciprocal(float value) => 1f / value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float RootReciprocal(float value) => 1f / MathF.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Greater(float left, float right) => left > right ? Ones : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GreaterOrEqual(float left, float right) => left >= right ? Ones : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Equal(float left, float right) => left == right ? Ones : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Select(float mask, float whenSet, float whenClear) =>
        BitConverter.SingleToInt32Bits(mask) != 0 ? whenSet : whenClear;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountSet(float mask) => BitConverter.SingleToInt32Bits(mask) != 0 ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FirstLanes(int count) => count > 0 ? Ones : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float PowerOfTwo(float shifted) =>
        BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(shifted) << 23) + 0x3F800000);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride) =>
        *destination = *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyPairs(float left, float right, float sum)
    {
        int a = BitConverter.SingleToInt32Bits(left);
        int b = BitConverter.SingleToInt32Bits(right);
        int low = (short)a * (short)b;
        return BitConverter.Int32BitsToSingle(low + ((a >> 16) * (b >> 16)) + BitConverter.SingleToInt32Bits(sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float RoundToPairs(float low, float high) =>
        BitConverter.Int32BitsToSingle((Rounded(high) << 16) | (Rounded(low) & 0xFFFF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRounded(float value, short* destination) => *destination = (short)Rounded(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadPairs(short* low, short* high) =>
        BitConverter.Int32BitsToSingle((*high << 16) | (*low & 0xFFFF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FromIntegers(float value) => BitConverter.SingleToInt32Bits(value);

    // Added to a number below 2^22, it leaves the nearest integer in the low bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rounded(float value) => BitConverter.SingleToInt32Bits(value + 12582912f);
}
