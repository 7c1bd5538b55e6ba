using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>Eight lanes and 16 registers: AVX2 with FMA.</summary>
internal readonly unsafe struct Width256 : IVectorWidth<Vector256<float>>
{
    /// <summary>Added to a number below 2^22, it leaves the nearest integer in the low bits.</summary>
    private const float RoundingShift = 12582912f;

    public static int Count => 8;

    public static int PanelVectors => 2;

    public static int Accumulators => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(
        Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Scale(Vector256<float> sum, Vector256<float> factor, Vector256<float> addend) =>
        MultiplyAdd(sum, factor, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) =>
        Vector256.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) =>
        Vector256.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    // An estimate and one step of Newton's take a third of the time of a division or a root.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Reciprocal(Vector256<float> value)
    {
        if (!Avx.IsSupported)
        {
            return Vector256<float>.One / value;
        }

        Vector256<float> estimate = Avx.Reciprocal(value);
        return estimate * MultiplyAdd(-value, estimate, Vector256.Create(2f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RootReciprocal(Vector256<float> value)
    {
        if (!Avx.IsSupported)
        {
            return Vector256<float>.One / Sqrt(value);
        }

        Vector256<float> estimate = Avx.ReciprocalSqrt(value);
        Vector256<float> half = value * estimate * Vector256.Create(-0.5f);
        return estimate * MultiplyAdd(half, estimate, Vector256.Create(1.5f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Greater(Vector256<float> left, Vector256<float> right) =>
        Vector256.GreaterThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GreaterOrEqual(Vector256<float> left, Vector256<float> right) =>
        Vector256.GreaterThanOrEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Equal(Vector256<float> left, Vector256<float> right) =>
        Vector256.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Select(
        Vector256<float> mask, Vector256<float> whenSet, Vector256<float> whenClear) =>
        Vector256.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountSet(Vector256<float> mask) =>
        BitOperations.PopCount(mask.ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FirstLanes(int count) =>
        Vector256.LessThan(Vector256.CreateSequence(0f, 1f), Vector256.Create((float)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> value) => Width128.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector256<float> value) =>
        Width128.Largest(Width128.Max(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PowerOfTwo(Vector256<float> shifted) =>
        ((shifted.AsInt32() << 23) + Vector256.Create(0x3F800000)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyPairs(Vector256<float> left, Vector256<float> right, Vector256<float> sum)
    {
        if (Avx2.IsSupported)
        {
            return (Avx2.MultiplyAddAdjacent(left.AsInt16(), right.AsInt16()) + sum.AsInt32()).AsSingle();
        }

        Vector256<int> low = ((left.AsInt32() << 16) >> 16) * ((right.AsInt32() << 16) >> 16);
        return (low + ((left.AsInt32() >> 16) * (right.AsInt32() >> 16)) + sum.AsInt32()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RoundToPairs(Vector256<float> low, Vector256<float> high) =>
        ((Rounded(high) << 16) | (Rounded(low) & Vector256.Create(0xFFFF))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRounded(Vector256<float> value, short* destination)
    {
        Vector256<int> rounded = Rounded(value);
        Vector128.Narrow(rounded.GetLower(), rounded.GetUpper()).Store(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadPairs(short* low, short* high) =>
        ((Widened(high) << 16) | (Widened(low) & Vector256.Create(0xFFFF))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromIntegers(Vector256<float> value) => Vector256.ConvertToSingle(value.AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Columns4(source, sourceStride, destination, destinationStride);
        Columns4(source + 4, sourceStride, destination + (4 * destinationStride), destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widened(short* source)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(source);
        }

        (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(Vector128.Load(source));
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Rounded(Vector256<float> value) =>
        (value + Vector256.Create(RoundingShift)).AsInt32();

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
