using BigGraphActors.Numerics.FixedPoint;

namespace BigGraphActors.Tests.Numerics.FixedPoint;

/// <summary>A block of rows and what rounding makes of it.</summary>
internal sealed class FixedBlockRun
{
    private readonly short[] _values;
    private readonly float[] _scales;

    public FixedBlockRun(PaddedBlock source)
    {
        Source = source;
        Stride = FixedBlock.StrideFor(source.Stride);
        _values = new short[source.Rows * Stride];
        Array.Fill(_values, (short)-7);
        _scales = new float[source.Rows];
        FixedRows.Round(source.Values, source.Rows, source.Stride, _values, _scales);
    }

    public PaddedBlock Source { get; }

    public int Stride { get; }

    public FixedBlock Block => new(_values, _scales, Stride);

    public double NormOf(int row) => Math.Sqrt(Source.Dense(row).Sum(value => value * value));
}
