using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Vectors;

/// <content>Pairs of 16-bit integers.</content>
internal readonly unsafe partial struct Width512
{
    /// <summary>Added to a number below 2^22, it leaves the nearest integer in the low bits.</summary>
    private const float RoundingShift = 12582912f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyPairs(Vector512<float> left, Vector512<float> right, Vector512<float> sum)
    {
        if (Avx512BW.IsSupported)
        {
            return (Avx512BW.MultiplyAddAdjacent(left.AsInt16(), right.AsInt16()) + sum.AsInt32()).AsSingle();
        }

        Vector512<int> low = ((left.AsInt32() << 16) >> 16) * ((right.AsInt32() << 16) >> 16);
        return (low + ((left.AsInt32() >> 16) * (right.AsInt32() >> 16)) + sum.AsInt32()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> RoundToPairs(Vector512<float> low, Vector512<float> high) =>
        ((Rounded(high) << 16) | (Rounded(low) & Vector512.Create(0xFFFF))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRounded(Vector512<float> value, short* destination)
    {
        Vector512<int> rounded = Rounded(value);
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector256Int16(rounded).Store(destination);
            return;
        }

        Vector256.Narrow(rounded.GetLower(), rounded.GetUpper()).Store(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadPairs(short* low, short* high) =>
        ((Widened(high) << 16) | (Widened(low) & Vector512.Create(0xFFFF))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widened(short* source)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Int32(Vector256.Load(source));
        }

        (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(Vector256.Load(source));
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromIntegers(Vector512<float> value) => Vector512.ConvertToSingle(value.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Rounded(Vector512<float> value) =>
        (value + Vector512.Create(RoundingShift)).AsInt32();
}
