using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.FixedPoint;

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
