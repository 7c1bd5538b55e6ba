using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Tests.Numerics;

/// <summary>A block of rows padded with zeros, beside the same numbers in float64 without padding.</summary>
internal sealed class PaddedBlock
{
    public PaddedBlock(int rows, int dim)
    {
        Rows = rows;
        Dim = dim;
        Stride = RowLayout.StrideFor(dim);
        Values = new float[rows * Stride];
    }

    public int Rows { get; }

    public int Dim { get; }

    public int Stride { get; }

    public float[] Values { get; }

    public ref float this[int row, int column] => ref Values[(row * Stride) + column];

    public static PaddedBlock Random(System.Random random, int rows, int dim, double scale = 1)
    {
        var block = new PaddedBlock(rows, dim);
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < dim; i++)
            {
                block[row, i] = (float)(scale * ((2 * random.NextDouble()) - 1));
            }
        }

        return block;
    }

    public static PaddedBlock From(ReadOnlySpan<float> dense, int rows, int dim)
    {
        var block = new PaddedBlock(rows, dim);
        for (int row = 0; row < rows; row++)
        {
            dense.Slice(row * dim, dim).CopyTo(block.Values.AsSpan(row * block.Stride));
        }

        return block;
    }

    public PaddedBlock Copy()
    {
        var copy = new PaddedBlock(Rows, Dim);
        Values.CopyTo(copy.Values, 0);
        return copy;
    }

    public Span<float> Row(int row) => Values.AsSpan(row * Stride, Stride);

    public double[] Dense(int row) => [.. Row(row)[..Dim].ToArray().Select(value => (double)value)];

    public double[] Dense() => [.. Enumerable.Range(0, Rows).SelectMany(Dense)];

    public void AssertPaddingIsZero()
    {
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(-1, Row(row)[Dim..].IndexOfAnyExcept(0f));
        }
    }

    /// <summary>Compares with float64 within a share of the largest magnitude, at least of 1.</summary>
    public void AssertClose(double[] expected, double tolerance = 1e-5)
    {
        Close.Assert(expected, [.. Dense()], tolerance);
        AssertPaddingIsZero();
    }
}
