using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Up to four vectors side by side; the compiler keeps each in a register of its own.</summary>
/// <remarks>Four, because that is how many fields of a struct the compiler is sure to turn into locals.</remarks>
internal unsafe struct TileRow<TVector>
    where TVector : unmanaged
{
    private TVector _v0;
    private TVector _v1;
    private TVector _v2;
    private TVector _v3;

    /// <summary>
    /// Starts from zero, or from what C holds, if the tile has the row <paramref name="index"/> at all.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin<TWidth, TColumns, TRows>(float* source, bool isLoaded, int index)
        where TWidth : struct, IMatrixWidth<TVector>
        where TColumns : struct, ICount
        where TRows : struct, ICount
    {
        _v0 = _v1 = _v2 = _v3 = TWidth.Broadcast(0f);
        if (TRows.Value > index && isLoaded)
        {
            _v0 = TWidth.Load(source);
            _v1 = Vector<TWidth, TColumns>(source, 1);
            _v2 = Vector<TWidth, TColumns>(source, 2);
            _v3 = Vector<TWidth, TColumns>(source, 3);
        }
    }

    /// <summary>The vector <paramref name="index"/> of a line, or nothing where the tile has no such column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Vector<TWidth, TColumns>(float* source, int index)
        where TWidth : struct, IMatrixWidth<TVector>
        where TColumns : struct, ICount =>
        TColumns.Value > index ? TWidth.Load(source + (index * TWidth.Count)) : default;

    /// <summary>Adds <c>*a</c> times a line of B, if the tile has the row <paramref name="index"/> at all.</summary>
    /// <remarks>The line comes as four values: as one struct it would travel through memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd<TWidth, TColumns, TRows>(
        float* a, TVector line0, TVector line1, TVector line2, TVector line3, int index)
        where TWidth : struct, IMatrixWidth<TVector>
        where TColumns : struct, ICount
        where TRows : struct, ICount
    {
        if (TRows.Value > index)
        {
            TVector factor = TWidth.Broadcast(*a);
            _v0 = TWidth.MultiplyAdd(factor, line0, _v0);
            if (TColumns.Value > 1)
            {
                _v1 = TWidth.MultiplyAdd(factor, line1, _v1);
            }

            if (TColumns.Value > 2)
            {
                _v2 = TWidth.MultiplyAdd(factor, line2, _v2);
            }

            if (TColumns.Value > 3)
            {
                _v3 = TWidth.MultiplyAdd(factor, line3, _v3);
            }
        }
    }

    /// <summary>Writes the row, if the tile has the row <paramref name="index"/> at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store<TWidth, TColumns, TRows>(float* destination, int index)
        where TWidth : struct, IMatrixWidth<TVector>
        where TColumns : struct, ICount
        where TRows : struct, ICount
    {
        if (TRows.Value > index)
        {
            TWidth.Store(_v0, destination);
            if (TColumns.Value > 1)
            {
                TWidth.Store(_v1, destination + TWidth.Count);
            }

            if (TColumns.Value > 2)
            {
                TWidth.Store(_v2, destination + (2 * TWidth.Count));
            }

            if (TColumns.Value > 3)
            {
                TWidth.Store(_v3, destination + (3 * TWidth.Count));
            }
        }
    }

    /// <summary>Writes the row times a factor, or adds it, if the tile has the row <paramref name="index"/> at all.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreScaled<TWidth, TColumns, TRows>(
        float* destination, float* factors, bool adds, int index)
        where TWidth : struct, IMatrixWidth<TVector>
        where TColumns : struct, ICount
        where TRows : struct, ICount
    {
        if (TRows.Value > index)
        {
            TileRow<TVector> old = default;
            old.Begin<TWidth, TColumns, TRows>(destination, adds, index);
            TVector factor = TWidth.Broadcast(factors[index]);
            TWidth.Store(TWidth.Scale(_v0, factor, old._v0), destination);
            if (TColumns.Value > 1)
            {
                TWidth.Store(TWidth.Scale(_v1, factor, old._v1), destination + TWidth.Count);
            }

            if (TColumns.Value > 2)
            {
                TWidth.Store(TWidth.Scale(_v2, factor, old._v2), destination + (2 * TWidth.Count));
            }

            if (TColumns.Value > 3)
            {
                TWidth.Store(TWidth.Scale(_v3, factor, old._v3), destination + (3 * TWidth.Count));
            }
        }
    }
}
