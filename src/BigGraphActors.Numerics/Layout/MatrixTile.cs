using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>The arguments of one register tile of a matrix product; strides are in elements.</summary>
internal unsafe struct MatrixTile
{
    /// <summary>Element (0, 0) of the tile's rows of A.</summary>
    public float* A;

    /// <summary>From a row of A to the next.</summary>
    public nint ARow;

    /// <summary>From a column of A to the next.</summary>
    public nint AColumn;

    /// <summary>The tile's columns of B.</summary>
    public float* B;

    /// <summary>From a row of B to the next.</summary>
    public nint BStride;

    /// <summary>Which rows B has, counted from <see cref="B"/> in strides; null for one after the other.</summary>
    public int* BRows;

    /// <summary>The tile's rows and columns of C.</summary>
    public float* C;

    /// <summary>From a row of C to the next.</summary>
    public nint CStride;

    /// <summary>Terms of each sum.</summary>
    public int Depth;

    /// <summary>Whether C is added to rather than overwritten.</summary>
    public bool Accumulate;

    /// <summary>
    /// What finished sums are multiplied with, one factor for each row of C, which they are then added to where
    /// <see cref="AddsScaled"/>; null leaves them as they are.
    /// </summary>
    public float* Scales;

    /// <summary>Whether scaled sums are added to C.</summary>
    public bool AddsScaled;

    /// <summary>Computes <c>TRows</c> rows by <c>TColumns</c> vectors of C, which never leave the registers.</summary>
    /// <remarks>
    /// One body for all tile shapes: the tests of the two counts are constants in machine code, and what lies beyond
    /// them disappears with its registers. Each step loads a row of B once and broadcasts one element of A to each
    /// row, so there are (rows + columns) loads for rows × columns fused multiply-adds. Compiled at full optimisation
    /// at the first call, since the tiered stages in between would run it a hundred times slower.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Multiply<TWidth, TVector, TRows, TColumns>()
        where TWidth : struct, IMatrixWidth<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount
        where TColumns : struct, ICount
    {
        nint row1 = ARow;
        nint row2 = 2 * ARow;
        nint row3 = 3 * ARow;
        nint column = AColumn;
        nint bStride = BStride;
        nint cStride = CStride;
        float* a = A;
        float* high = a + (4 * row1);
        float* first = B;
        float* b = first;
        int* rows = BRows;
        float* c = C;
        TileRow<TVector> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        TileRow<TVector> sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        sum0.Begin<TWidth, TColumns, TRows>(c, Accumulate, 0);
        sum1.Begin<TWidth, TColumns, TRows>(c + cStride, Accumulate, 1);
        sum2.Begin<TWidth, TColumns, TRows>(c + (2 * cStride), Accumulate, 2);
        sum3.Begin<TWidth, TColumns, TRows>(c + (3 * cStride), Accumulate, 3);
        sum4.Begin<TWidth, TColumns, TRows>(c + (4 * cStride), Accumulate, 4);
        sum5.Begin<TWidth, TColumns, TRows>(c + (5 * cStride), Accumulate, 5);
        sum6.Begin<TWidth, TColumns, TRows>(c + (6 * cStride), Accumulate, 6);
        sum7.Begin<TWidth, TColumns, TRows>(c + (7 * cStride), Accumulate, 7);

        for (int step = Depth; step > 0; step--)
        {
            if (rows is not null)
            {
                b = first + (*rows++ * bStride);
            }

            TVector b0 = TWidth.Load(b);
            TVector b1 = TileRow<TVector>.Vector<TWidth, TColumns>(b, 1);
            TVector b2 = TileRow<TVector>.Vector<TWidth, TColumns>(b, 2);
            TVector b3 = TileRow<TVector>.Vector<TWidth, TColumns>(b, 3);
            sum0.MultiplyAdd<TWidth, TColumns, TRows>(a, b0, b1, b2, b3, 0);
            sum1.MultiplyAdd<TWidth, TColumns, TRows>(a + row1, b0, b1, b2, b3, 1);
            sum2.MultiplyAdd<TWidth, TColumns, TRows>(a + row2, b0, b1, b2, b3, 2);
            sum3.MultiplyAdd<TWidth, TColumns, TRows>(a + row3, b0, b1, b2, b3, 3);
            sum4.MultiplyAdd<TWidth, TColumns, TRows>(high, b0, b1, b2, b3, 4);
            sum5.MultiplyAdd<TWidth, TColumns, TRows>(high + row1, b0, b1, b2, b3, 5);
            sum6.MultiplyAdd<TWidth, TColumns, TRows>(high + row2, b0, b1, b2, b3, 6);
            sum7.MultiplyAdd<TWidth, TColumns, TRows>(high + row3, b0, b1, b2, b3, 7);
            a += column;
            high += column;
            b += bStride;
        }

        float* scales = Scales;
        if (scales is not null)
        {
            sum0.StoreScaled<TWidth, TColumns, TRows>(c, scales, AddsScaled, 0);
            sum1.StoreScaled<TWidth, TColumns, TRows>(c + cStride, scales, AddsScaled, 1);
            sum2.StoreScaled<TWidth, TColumns, TRows>(c + (2 * cStride), scales, AddsScaled, 2);
            sum3.StoreScaled<TWidth, TColumns, TRows>(c + (3 * cStride), scales, AddsScaled, 3);
            sum4.StoreScaled<TWidth, TColumns, TRows>(c + (4 * cStride), scales, AddsScaled, 4);
            sum5.StoreScaled<TWidth, TColumns, TRows>(c + (5 * cStride), scales, AddsScaled, 5);
            sum6.StoreScaled<TWidth, TColumns, TRows>(c + (6 * cStride), scales, AddsScaled, 6);
            sum7.StoreScaled<TWidth, TColumns, TRows>(c + (7 * cStride), scales, AddsScaled, 7);
            return;
        }

        sum0.Store<TWidth, TColumns, TRows>(c, 0);
        sum1.Store<TWidth, TColumns, TRows>(c + cStride, 1);
        sum2.Store<TWidth, TColumns, TRows>(c + (2 * cStride), 2);
        sum3.Store<TWidth, TColumns, TRows>(c + (3 * cStride), 3);
        sum4.Store<TWidth, TColumns, TRows>(c + (4 * cStride), 4);
        sum5.Store<TWidth, TColumns, TRows>(c + (5 * cStride), 5);
        sum6.Store<TWidth, TColumns, TRows>(c + (6 * cStride), 6);
        sum7.Store<TWidth, TColumns, TRows>(c + (7 * cStride), 7);
    }
}

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
