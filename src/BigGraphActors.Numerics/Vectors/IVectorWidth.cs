using System.Runtime.CompilerServices;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>What one width of vector registers offers; kernels are written once against it.</summary>
/// <typeparam name="TVector">The register: <c>Vector512&lt;float&gt;</c> down to a plain <c>float</c>.</typeparam>
/// <remarks>
/// Every member is one or two instructions and is inlined away. A mask is a vector whose lanes are all ones or all
/// zeros; comparisons with NaN are false. <see cref="Max"/> and <see cref="Min"/> are the processor's own: a NaN on
/// the right comes out, one on the left may be lost, so kernels put the constant on the left.
/// </remarks>
internal unsafe interface IVectorWidth<TVector> : IMatrixWidth<TVector>
    where TVector : unmanaged
{
    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    static abstract TVector Max(TVector left, TVector right);

    static abstract TVector Min(TVector left, TVector right);

    static abstract TVector Abs(TVector value);

    static abstract TVector Sqrt(TVector value);

    /// <summary><c>1 / value</c> for normal numbers whose inverse is one, to some units in the last place.</summary>
    static abstract TVector Reciprocal(TVector value);

    /// <summary><c>1 / sqrt(value)</c> for positive normal numbers, to some units in the last place.</summary>
    static abstract TVector RootReciprocal(TVector value);

    static abstract TVector Greater(TVector left, TVector right);

    static abstract TVector GreaterOrEqual(TVector left, TVector right);

    static abstract TVector Equal(TVector left, TVector right);

    /// <summary>Takes <paramref name="whenSet"/> where the mask is ones, else <paramref name="whenClear"/>.</summary>
    static abstract TVector Select(TVector mask, TVector whenSet, TVector whenClear);

    /// <summary>How many lanes of a mask are ones.</summary>
    static abstract int CountSet(TVector mask);

    /// <summary>A mask with ones in lanes <c>0..count-1</c>.</summary>
    static abstract TVector FirstLanes(int count);

    /// <summary>Sum of the lanes, pairwise.</summary>
    static abstract float Sum(TVector value);

    /// <summary>Largest lane; with NaN among them, unspecified.</summary>
    static abstract float Largest(TVector value);

    /// <summary>Two to the integer that sits in the low mantissa bits of <c>1.5 * 2^23 + n</c>.</summary>
    static abstract TVector PowerOfTwo(TVector shifted);

    /// <summary>Writes the transpose of a <c>[Count × Count]</c> block; strides are in elements.</summary>
    static abstract void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride);

    /// <summary>Lanes are two 16-bit integers, sums of 32 bits: <c>left0 * right0 + left1 * right1 + sum</c>.</summary>
    static abstract TVector MultiplyPairs(TVector left, TVector right, TVector sum);

    /// <summary>Rounds two numbers below 32,767 in size to a lane's two integers; the first is the low one.</summary>
    static abstract TVector RoundToPairs(TVector low, TVector high);

    /// <summary>Rounds numbers below 32,767 in size, and writes <see cref="IMatrixWidth{TVector}.Count"/> of them.
    /// </summary>
    static abstract void StoreRounded(TVector value, short* destination);

    /// <summary>Reads integers from two places, the first for the low half of each lane.</summary>
    static abstract TVector LoadPairs(short* low, short* high);

    /// <summary>The numbers that lanes of 32-bit integers stand for.</summary>
    static abstract TVector FromIntegers(TVector value);
}

/// <summary>What a matrix product asks of a width: elements of 32 bits, and how two of them are multiplied.</summary>
/// <typeparam name="TVector">The register.</typeparam>
internal unsafe interface IMatrixWidth<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes in a vector: 16, 8, 4 or 1; divides <see cref="Layout.RowLayout.StrideMultiple"/>.</summary>
    static abstract int Count { get; }

    /// <summary>Vectors side by side in the widest matrix panel whose accumulators all stay in registers.</summary>
    static abstract int PanelVectors { get; }

    /// <summary>Accumulators that fit beside a panel row and a broadcast.</summary>
    static abstract int Accumulators { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    /// <summary><c>left * right + addend</c>, fused where the machine can, else rounded twice.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>What a finished sum is worth, times a factor, plus another: <c>sum * factor + addend</c>.</summary>
    static abstract TVector Scale(TVector sum, TVector factor, TVector addend);
}

/// <summary>A width whose elements are pairs of 16-bit integers, and whose sums are integers of 32 bits.</summary>
/// <remarks>An element travels as a float without being looked at, as 32 bits.</remarks>
internal readonly unsafe struct PairWidth<TWidth, TVector> : IMatrixWidth<TVector>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : unmanaged
{
    public static int Count => TWidth.Count;

    public static int PanelVectors => TWidth.PanelVectors;

    public static int Accumulators => TWidth.Accumulators;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Broadcast(float value) => TWidth.Broadcast(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* source) => TWidth.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector value, float* destination) => TWidth.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MultiplyAdd(TVector left, TVector right, TVector addend) =>
        TWidth.MultiplyPairs(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Scale(TVector sum, TVector factor, TVector addend) =>
        TWidth.MultiplyAdd(TWidth.FromIntegers(sum), factor, addend);
}
