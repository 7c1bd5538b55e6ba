using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>How the scratch of the way back is divided; every part begins at a cache line of the whole.</summary>
internal readonly unsafe struct CarryScratch
{
    /// <summary>Scales of the candidates, with zeros up to whole vectors; at the beginning of the scratch.</summary>
    public readonly float* ColumnScales;

    /// <summary>What the gradients' columns, once rounded, are multiplied with.</summary>
    public readonly float* ResultScales;

    /// <summary>What each column's gradients are multiplied with.</summary>
    public readonly float* ColumnFactors;

    /// <summary>What the gradients' rows, once rounded, are multiplied with.</summary>
    public readonly float* RowScales;

    /// <summary>Gradients, two rows side by side.</summary>
    public readonly float* ByColumn;

    /// <summary>Gradients, row by row.</summary>
    public readonly short* ByRow;

    /// <summary>A row of zeros.</summary>
    public readonly short* Nothing;

    /// <summary>Rows of either side, two side by side.</summary>
    public readonly float* Pairs;

    /// <summary>A product that is yet to be added.</summary>
    public readonly float* Integers;

    /// <summary>Divides scratch of <see cref="Floats"/>.</summary>
    public CarryScratch(float* start, int rows, int columns, int stride)
    {
        nint wide = RowLayout.StrideFor(columns);
        nint tall = RowLayout.StrideFor(rows);
        ColumnScales = start;
        ResultScales = ColumnScales + wide;
        ColumnFactors = ResultScales + wide;
        RowScales = ColumnFactors + wide;
        ByColumn = RowScales + tall;
        ByRow = (short*)(ByColumn + (tall / 2 * wide));
        Nothing = (short*)((float*)ByRow + (tall / 2 * wide));
        Pairs = (float*)Nothing + stride;
        Integers = Pairs + (Math.Max(tall, wide) / 2 * stride);
    }

    /// <summary>Floats that <c>rows × columns</c> gradients of rows of <c>stride</c> need.</summary>
    public static long Floats(int rows, int columns, int stride)
    {
        long wide = RowLayout.StrideFor(columns);
        long tall = RowLayout.StrideFor(rows);
        long most = Math.Max(wide, tall);
        return (3 * wide) + tall + (tall * wide) + (stride * (1 + (most / 2) + most));
    }
}
