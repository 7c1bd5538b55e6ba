using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>What a kernel for up to eight rows does with the row of one index: nothing where there is no such row.
/// </summary>
/// <remarks>
/// A kernel keeps a vector of each row in a variable of its own, since the compiler holds those in registers and no
/// array. <c>TRows</c> is the number of rows, so what is said of rows beyond it disappears from machine code.
/// </remarks>
internal static unsafe class FewRow<TWidth, TVector, TRows>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : unmanaged
    where TRows : struct, ICount
{
    /// <summary>A vector of the row; rows lie <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* rows, nint stride, int index) =>
        TRows.Value > index ? TWidth.Load(rows + (index * stride)) : default;

    /// <summary>A vector of the row, zero in the lanes that a mask has set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* rows, nint stride, int index, TVector dropped) => TRows.Value > index
        ? TWidth.Select(dropped, TWidth.Broadcast(0f), TWidth.Load(rows + (index * stride)))
        : default;

    /// <summary>Adds the row's factor times a vector to a sum; factors lie <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add(float* factors, nint stride, int index, TVector vector, TVector sum) =>
        TRows.Value > index
            ? TWidth.MultiplyAdd(TWidth.Broadcast(factors[index * stride]), vector, sum)
            : sum;

    /// <summary>Adds a vector of the row times another, lane by lane, to a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector AddProduct(float* rows, nint stride, int index, TVector vector, TVector sum) =>
        TRows.Value > index ? TWidth.MultiplyAdd(vector, TWidth.Load(rows + (index * stride)), sum) : sum;

    /// <summary>Writes a vector of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector value, float* rows, nint stride, int index)
    {
        if (TRows.Value > index)
        {
            TWidth.Store(value, rows + (index * stride));
        }
    }

    /// <summary>Writes the sum of a vector's lanes as an element of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSum(TVector value, float* rows, nint stride, int index)
    {
        if (TRows.Value > index)
        {
            rows[index * stride] = TWidth.Sum(value);
        }
    }
}
