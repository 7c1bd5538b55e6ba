using System.Runtime.CompilerServices;

namespace BigGraphActors.Numerics.Vectors;

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
