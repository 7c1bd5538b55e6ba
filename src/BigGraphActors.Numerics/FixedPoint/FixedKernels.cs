using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>The steps around a product of integers: what is multiplied is laid out before, and scaled after.</summary>
internal static unsafe class FixedKernels
{
    /// <summary>Lays two rows side by side, element by element: row <c>p</c> holds rows <c>2p</c> and <c>2p + 1</c>.
    /// </summary>
    /// <remarks>An odd last row stands beside zeros, of which <c>nothing</c> has a row.</remarks>
    public readonly struct Interleave(
        short* rows, int count, int stride, int columns, short* nothing, float* destination) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint length = columns;
            float* to = destination;
            for (int row = 0; row < count; row += 2, to += length)
            {
                short* low = rows + ((nint)row * stride);
                short* high = row + 1 < count ? low + stride : nothing;
                for (nint i = 0; i < length; i += TWidth.Count)
                {
                    TWidth.Store(TWidth.LoadPairs(low + i, high + i), to + i);
                }
            }
        }
    }

    /// <summary>Makes scores of integers, in place: each times its row's and its column's scale.</summary>
    public readonly struct ToScores(
        float* tile, int rows, int columns, int stride, float* rowScales, float* columnScales) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float* scales = columnScales;
            int count = columns;
            for (int row = 0; row < rows; row++)
            {
                float* line = tile + ((nint)row * stride);
                TVector factor = TWidth.Broadcast(rowScales[row]);
                for (nint i = 0; i < count; i += TWidth.Count)
                {
                    TVector value = TWidth.Multiply(factor, TWidth.FromIntegers(TWidth.Load(line + i)));
                    TWidth.Store(TWidth.Multiply(value, TWidth.Load(scales + i)), line + i);
                }
            }
        }
    }

    /// <summary>Makes gradients of integers: each times its row's scale, written or added.</summary>
    public readonly struct ToRows(
        float* integers, int rows, int stride, float* scales, float* destination, bool accumulate) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint length = stride;
            for (int row = 0; row < rows; row++)
            {
                float* from = integers + (row * length);
                float* to = destination + (row * length);
                TVector factor = TWidth.Broadcast(scales[row]);
                for (nint i = 0; i < length; i += TWidth.Count)
                {
                    TVector value = TWidth.FromIntegers(TWidth.Load(from + i));
                    value = accumulate
                        ? TWidth.MultiplyAdd(factor, value, TWidth.Load(to + i))
                        : TWidth.Multiply(factor, value);
                    TWidth.Store(value, to + i);
                }
            }
        }
    }
}

/// <summary>Makes integers of a tile of score gradients, once for each of the two products it goes into.</summary>
/// <remarks>
/// A gradient takes the scale of the row it multiplies with it: <c>g_ij n_j = (g_ij s_j) N_j</c>. A row of such factors
/// is rounded so that their sizes sum to <see cref="FixedBlock.Range"/>; the same for a column. Rounding at most
/// doubles that sum, and its factors meet integers of at most 32,001: 64,000 times that is less than 2^31.
/// </remarks>
internal unsafe struct GradientRounding : IVectorKernel
{
    /// <summary>Gradients, <c>[Rows × Stride]</c>.</summary>
    public float* Tile;

    /// <summary>Floats from row to row.</summary>
    public int Stride;

    /// <summary>Number of queries in the block.</summary>
    public int Rows;

    /// <summary>Candidates, rounded up to whole vectors.</summary>
    public int Columns;

    /// <summary>Scales of the queries.</summary>
    public float* RowScales;

    /// <summary>Scales of the candidates, <c>[Columns]</c>, 0 behind the last.</summary>
    public float* ColumnScales;

    /// <summary>Written: what a row's integers are multiplied with.</summary>
    public float* ByRowScales;

    /// <summary>Written: what a column's integers are multiplied with.</summary>
    public float* ByColumnScales;

    /// <summary>Scratch, <c>[Columns]</c>.</summary>
    public float* ColumnFactors;

    /// <summary>Written: rows of integers, <c>[Rows × Columns]</c>.</summary>
    public short* ByRow;

    /// <summary>Written: integers of two rows side by side, <c>[(Rows + 1) / 2 × Columns]</c>.</summary>
    public float* ByColumn;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        RowLoops<TWidth, TVector>.Clear(ByColumnScales, Columns);
        for (int row = 0; row < Rows; row += 2)
        {
            Sum<TWidth, TVector>(row, Math.Min(row + 1, Rows - 1));
        }

        for (int i = 0; i < Columns; i += TWidth.Count)
        {
            TVector sum = TWidth.Load(ByColumnScales + i);
            TVector factor = TWidth.Divide(TWidth.Broadcast(FixedBlock.Range), sum);
            TVector isZero = TWidth.Greater(TWidth.Broadcast(FixedBlock.Least), sum);
            TWidth.Store(TWidth.Select(isZero, TWidth.Broadcast(0f), factor), ColumnFactors + i);
            TWidth.Store(TWidth.Multiply(sum, TWidth.Broadcast(1f / FixedBlock.Range)), ByColumnScales + i);
        }

        for (int row = 0; row < Rows; row += 2)
        {
            Round<TWidth, TVector>(row, Math.Min(row + 1, Rows - 1));
        }
    }

    private static float FactorFor(float scale) => scale < FixedBlock.Least ? 0f : 1f / scale;

    /// <summary>Adds up two rows; a last one without another stands beside itself, and counts once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sum<TWidth, TVector>(int first, int second)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        float* line0 = Tile + ((nint)first * Stride);
        float* line1 = Tile + ((nint)second * Stride);
        float* scales = ColumnScales;
        float* sums = ByColumnScales;
        TVector scale0 = TWidth.Broadcast(RowScales[first]);
        TVector scale1 = TWidth.Broadcast(second > first ? RowScales[second] : 0f);
        TVector sum0 = TWidth.Broadcast(0f);
        TVector sum1 = sum0;
        nint count = Columns;
        for (nint i = 0; i < count; i += TWidth.Count)
        {
            TVector size0 = TWidth.Abs(TWidth.Load(line0 + i));
            TVector size1 = TWidth.Abs(TWidth.Load(line1 + i));
            TVector scale = TWidth.Load(scales + i);
            sum0 = TWidth.MultiplyAdd(size0, scale, sum0);
            sum1 = TWidth.MultiplyAdd(size1, scale, sum1);
            TVector column = TWidth.MultiplyAdd(size0, scale0, TWidth.Load(sums + i));
            TWidth.Store(TWidth.MultiplyAdd(size1, scale1, column), sums + i);
        }

        ByRowScales[first] = TWidth.Sum(sum0) / FixedBlock.Range;
        ByRowScales[second] = TWidth.Sum(sum1) / FixedBlock.Range;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Round<TWidth, TVector>(int first, int second)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        float* line0 = Tile + ((nint)first * Stride);
        float* line1 = Tile + ((nint)second * Stride);
        short* row0 = ByRow + ((nint)first * Columns);
        short* row1 = ByRow + ((nint)second * Columns);
        float* pairs = ByColumn + ((nint)(first / 2) * Columns);
        float* scales = ColumnScales;
        float* factors = ColumnFactors;
        TVector byRow0 = TWidth.Broadcast(FactorFor(ByRowScales[first]));
        TVector byRow1 = TWidth.Broadcast(FactorFor(ByRowScales[second]));
        TVector byColumn0 = TWidth.Broadcast(RowScales[first]);
        TVector byColumn1 = TWidth.Broadcast(second > first ? RowScales[second] : 0f);
        nint count = Columns;
        for (nint i = 0; i < count; i += TWidth.Count)
        {
            TVector gradient0 = TWidth.Load(line0 + i);
            TVector gradient1 = TWidth.Load(line1 + i);
            TVector scale = TWidth.Load(scales + i);
            TVector factor = TWidth.Load(factors + i);
            TWidth.StoreRounded(TWidth.Multiply(gradient0, TWidth.Multiply(scale, byRow0)), row0 + i);
            TWidth.StoreRounded(TWidth.Multiply(gradient1, TWidth.Multiply(scale, byRow1)), row1 + i);
            TVector low = TWidth.Multiply(gradient0, TWidth.Multiply(factor, byColumn0));
            TVector high = TWidth.Multiply(gradient1, TWidth.Multiply(factor, byColumn1));
            TWidth.Store(TWidth.RoundToPairs(low, high), pairs + i);
        }
    }
}
