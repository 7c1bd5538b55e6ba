using BigGraphActors.Numerics.FixedPoint;

namespace BigGraphActors.Tests.Numerics.FixedPoint;

public sealed class FixedRowsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 16)]
    [InlineData(5, 17)]
    [InlineData(50, 100)]
    [InlineData(2, 400)]
    public void An_element_is_its_integer_times_its_rows_scale_to_half_a_unit(int rows, int dim)
    {
        PaddedBlock source = PaddedBlock.Random(new System.Random(dim), rows, dim, scale: 3);
        FixedBlockRun rounded = new(source);
        for (int row = 0; row < rows; row++)
        {
            float scale = rounded.Block.Scales[row];
            Assert.Equal(rounded.NormOf(row) / FixedBlock.Range, scale, 1e-6 * scale);
            ReadOnlySpan<short> integers = rounded.Block.Values.Slice(row * rounded.Stride, rounded.Stride);
            for (int i = 0; i < dim; i++)
            {
                Assert.Equal(source[row, i], integers[i] * scale, 0.5001 * scale);
            }

            Assert.Equal(-1, integers[dim..].IndexOfAnyExcept((short)0));
        }
    }

    [Fact]
    public void Chosen_rows_of_a_table_are_rounded_as_the_same_rows_of_a_block()
    {
        using NativeTable table = NativeTable.Random(new System.Random(5), 20, 34);
        int[] chosen = [3, 19, 3, 0, 7, 8, 9];
        PaddedBlock gathered = new(chosen.Length, 34);
        for (int i = 0; i < chosen.Length; i++)
        {
            table.View.Row(chosen[i]).CopyTo(gathered.Row(i));
        }

        FixedBlockRun expected = new(gathered);
        short[] values = new short[chosen.Length * expected.Stride];
        float[] scales = new float[chosen.Length];
        FixedRows.Round(table.View, chosen, values, scales);
        Assert.Equal(expected.Block.Values, values);
        Assert.Equal(expected.Block.Scales, scales);
    }

    [Fact]
    public void Consecutive_rows_are_rounded_as_the_same_rows_chosen_however_long()
    {
        using NativeTable table = NativeTable.Random(new System.Random(6), 3, 5000);
        int stride = FixedBlock.StrideFor(table.View.Stride);
        short[] chosen = new short[2 * stride];
        short[] consecutive = new short[2 * stride];
        float[] scales = new float[2];
        float[] others = new float[2];
        FixedRows.Round(table.View, [0, 1], chosen, scales);
        FixedRows.Round(table.View with { RowCount = 2 }, consecutive, others);
        Assert.Equal(chosen, consecutive);
        Assert.Equal(scales, others);
        Assert.Contains(chosen, value => value != 0);
    }

    [Fact]
    public void A_row_of_zeros_has_the_scale_zero_and_a_row_without_numbers_none()
    {
        PaddedBlock source = new(3, 10);
        source[1, 4] = float.NaN;
        source[2, 4] = float.PositiveInfinity;
        FixedBlockRun rounded = new(source);
        Assert.Equal(0f, rounded.Block.Scales[0]);
        Assert.Equal(-1, rounded.Block.Values[..rounded.Stride].IndexOfAnyExcept((short)0));
        Assert.True(float.IsNaN(rounded.Block.Scales[1]));
        Assert.True(float.IsPositiveInfinity(rounded.Block.Scales[2]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            FixedRows.Round(new float[32], 2, 16, new short[63], new float[2]));
        Assert.Throws<ArgumentException>(() =>
            FixedRows.Round(new float[32], 2, 16, new short[64], new float[1]));
        Assert.Throws<ArgumentException>(() =>
            FixedRows.Round(new float[31], 2, 16, new short[64], new float[2]));
    }
}
