using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>Sixteen lanes and 32 registers: AVX-512.</summary>
internal readonly unsafe struct Width512 : IVectorWidth<Vector512<float>>
{
    /// <summary>Added to a number below 2^22, it leaves the nearest integer in the low bits.</summary>
    private const float RoundingShift = 12582912f;

    public static int Count => 16;

    public static int PanelVectors => 4;

    public static int Accumulators => 24;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(
        Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Scale(Vector512<float> sum, Vector512<float> factor, Vector512<float> addend) =>
        MultiplyAdd(sum, factor, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) =>
        Vector512.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) =>
        Vector512.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    // An estimate and one step of Newton's take a third of the time of a division or a root.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Reciprocal(Vector512<float> value)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512<float>.One / value;
        }

        Vector512<float> estimate = Avx512F.Reciprocal14(value);
        return estimate * MultiplyAdd(-value, estimate, Vector512.Create(2f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> RootReciprocal(Vector512<float> value)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512<float>.One / Sqrt(value);
        }

        Vector512<float> estimate = Avx512F.ReciprocalSqrt14(value);
        Vector512<float> half = value * estimate * Vector512.Create(-0.5f);
        return estimate * MultiplyAdd(half, estimate, Vector512.Create(1.5f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Greater(Vector512<float> left, Vector512<float> right) =>
        Vector512.GreaterThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GreaterOrEqual(Vector512<float> left, Vector512<float> right) =>
        Vector512.GreaterThanOrEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Equal(Vector512<float> left, Vector512<float> right) =>
        Vector512.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Select(
        Vector512<float> mask, Vector512<float> whenSet, Vector512<float> whenClear) =>
        Vector512.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountSet(Vector512<float> mask) =>
        BitOperations.PopCount(mask.ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FirstLanes(int count) =>
        Vector512.LessThan(Vector512.CreateSequence(0f, 1f), Vector512.Create((float)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Width256.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector512<float> value) =>
        Width256.Largest(Width256.Max(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PowerOfTwo(Vector512<float> shifted) =>
        ((shifted.AsInt32() << 23) + Vector512.Create(0x3F800000)).AsSingle();

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
    public static Vector512<float> FromIntegers(Vector512<float> value) => Vector512.ConvertToSingle(value.AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Columns4(source, sourceStride, destination, destinationStride);
        Columns4(source + 4, sourceStride, destination + (4 * destinationStride), destinationStride);
        Columns4(source + 8, sourceStride, destination + (8 * destinationStride), destinationStride);
        Columns4(source + 12, sourceStride, destination + (12 * destinationStride), destinationStride);
    }

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
    private static Vector512<int> Rounded(Vector512<float> value) =>
        (value + Vector512.Create(RoundingShift)).AsInt32();

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
