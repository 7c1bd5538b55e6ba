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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow<TVector> Zero<TWidth>()
        where TWidth : struct, IVectorWidth<TVector>
    {
        TileRow<TVector> row;
        row._v0 = row._v1 = row._v2 = row._v3 = TWidth.Broadcast(0f);
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow<TVector> Load<TWidth, TColumns>(float* source)
        where TWidth : struct, IVectorWidth<TVector>
        where TColumns : struct, ICount
    {
        TileRow<TVector> row;
        row._v0 = TWidth.Load(source);
        row._v1 = TColumns.Value > 1 ? TWidth.Load(source + TWidth.Count) : default;
        row._v2 = TColumns.Value > 2 ? TWidth.Load(source + (2 * TWidth.Count)) : default;
        row._v3 = TColumns.Value > 3 ? TWidth.Load(source + (3 * TWidth.Count)) : default;
        return row;
    }

    /// <summary>Adds <c>*a * line</c>, if the tile has the row <paramref name="index"/> at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd<TWidth, TColumns, TRows>(float* a, in TileRow<TVector> line, int index)
        where TWidth : struct, IVectorWidth<TVector>
        where TColumns : struct, ICount
        where TRows : struct, ICount
    {
        if (TRows.Value > index)
        {
            TVector factor = TWidth.Broadcast(*a);
            _v0 = TWidth.MultiplyAdd(factor, line._v0, _v0);
            if (TColumns.Value > 1)
            {
                _v1 = TWidth.MultiplyAdd(factor, line._v1, _v1);
            }

            if (TColumns.Value > 2)
            {
                _v2 = TWidth.MultiplyAdd(factor, line._v2, _v2);
            }

            if (TColumns.Value > 3)
            {
                _v3 = TWidth.MultiplyAdd(factor, line._v3, _v3);
            }
        }
    }

    /// <summary>Writes the row, if the tile has the row <paramref name="index"/> at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store<TWidth, TColumns, TRows>(float* destination, int index)
        where TWidth : struct, IVectorWidth<TVector>
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
}
