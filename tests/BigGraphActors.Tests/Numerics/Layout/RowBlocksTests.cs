using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Tests.Numerics.Layout;

public sealed class RowBlocksTests
{
    private static readonly int[] Rows = [5, 0, 5, 6, 2];

    [Fact]
    public void Transpose_moves_every_element_and_pads_with_zeros()
    {
        for (int rows = 0; rows <= 257; rows++)
        {
            int dim = 1 + (rows * 7 % 60);
            PaddedBlock source = PaddedBlock.Random(new(rows), rows, dim);
            var result = new PaddedBlock(dim, rows);
            result.Values.AsSpan().Fill(float.NaN);

            RowBlocks.Transpose(source.Values, rows, source.Stride, dim, result.Values, result.Stride);

            result.AssertClose([.. Enumerable.Range(0, dim * rows).Select(i => (double)source[i % rows, i / rows])], 0);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 20)]
    [InlineData(16, 128)]
    [InlineData(33, 129)]
    [InlineData(128, 400)]
    public void Gathering_transposed_is_gathering_and_transposing(int count, int dim)
    {
        var random = new System.Random(count + dim);
        using NativeTable table = NativeTable.Random(random, 50, dim);
        int[] rows = [.. Enumerable.Range(0, count).Select(_ => random.Next(50))];
        var gathered = new PaddedBlock(count, dim);
        var expected = new PaddedBlock(dim, count);
        var actual = new PaddedBlock(dim, count);
        actual.Values.AsSpan().Fill(7f);
        RowBlocks.Gather(table.View, rows, gathered.Values);
        RowBlocks.Transpose(gathered.Values, count, gathered.Stride, dim, expected.Values, expected.Stride);

        RowBlocks.GatherTransposed(table.View, rows, actual.Values, actual.Stride);

        Assert.Equal(expected.Values, actual.Values);
    }

    [Fact]
    public void Gather_copies_rows_in_the_order_asked_for()
    {
        for (int dim = 0; dim <= 257; dim++)
        {
            using NativeTable table = NativeTable.Random(new(dim), 7, dim);
            PaddedBlock block = PaddedBlock.Random(new(1), Rows.Length, dim);
            RowBlocks.Prefetch(table.View, Rows);

            RowBlocks.Gather(table.View, Rows, block.Values);

            block.AssertClose([.. Rows.SelectMany(table.Dense)], 0);
        }
    }

    [Fact]
    public void Gathered_mean_and_its_gradient_share_among_a_list()
    {
        for (int dim = 1; dim <= 257; dim++)
        {
            int[] offsets = [0, 2, 2, 5];
            using NativeTable table = NativeTable.Random(new(dim), 7, dim);
            PaddedBlock block = PaddedBlock.Random(new(1), 3, dim);
            var accumulators = new PaddedBlock(7, dim);
            double[] Mean(params int[] list) =>
            [
                .. Enumerable.Range(0, dim)
                    .Select(d => list.Sum(row => table.Dense(row)[d]) / Math.Max(1, list.Length)),
            ];

            RowBlocks.GatherMean(table.View, offsets, Rows, block.Values);
            RowBlocks.ScatterAddMean(block.Values, block.Stride, offsets, Rows, accumulators.Values);

            block.AssertClose([.. Mean(5, 0), .. Mean(), .. Mean(5, 6, 2)]);
            double[] first = [.. block.Dense(0).Select(value => value / 2)];
            double[] last = [.. block.Dense(2).Select(value => value / 3)];
            var none = new double[dim];
            accumulators.AssertClose(
                [.. first, .. none, .. last, .. none, .. none, .. first.Zip(last, (x, y) => x + y), .. last]);
        }
    }

    [Fact]
    public void Scattered_rows_add_up_where_slots_repeat()
    {
        for (int dim = 0; dim <= 257; dim++)
        {
            PaddedBlock block = PaddedBlock.Random(new(dim), Rows.Length, dim);
            PaddedBlock accumulators = PaddedBlock.Random(new(dim + 1), 7, dim);
            double[][] expected = [.. Enumerable.Range(0, 7).Select(accumulators.Dense)];
            for (int i = 0; i < Rows.Length; i++)
            {
                expected[Rows[i]] = [.. expected[Rows[i]].Zip(block.Dense(i), (x, y) => x + y)];
            }

            RowBlocks.ScatterAdd(block.Values, block.Stride, Rows, accumulators.Values);

            accumulators.AssertClose([.. expected.SelectMany(row => row)]);
        }
    }

    [Fact]
    public void Vectors_are_added_to_rows_and_rows_to_vectors()
    {
        for (int dim = 0; dim <= 257; dim++)
        {
            int rows = dim % 9;
            PaddedBlock block = PaddedBlock.Random(new(dim), rows, dim);
            PaddedBlock vector = PaddedBlock.Random(new(1), 1, dim);
            double[][] expected = [.. Enumerable.Range(0, rows).Select(
                row => block.Dense(row).Zip(vector.Dense(0), (x, y) => x + y).ToArray())];

            RowBlocks.AddVector(block.Values, rows, block.Stride, vector.Values);
            block.AssertClose([.. expected.SelectMany(row => row)]);
            RowBlocks.AddRowsTo(block.Values, rows, block.Stride, vector.Values);

            double[] before = PaddedBlock.Random(new(1), 1, dim).Dense(0);
            vector.AssertClose([.. before.Select((value, d) => value + expected.Sum(row => row[d]))]);
        }
    }

    [Fact]
    public void Scaled_rows_are_added_each_with_its_own_scale()
    {
        for (int dim = 0; dim <= 257; dim++)
        {
            PaddedBlock block = PaddedBlock.Random(new(dim), 3, dim);
            PaddedBlock sum = PaddedBlock.Random(new(1), 3, dim);
            float[] scales = [0.5f, -2, 0];
            double[] expected = [.. Enumerable.Range(0, 3).SelectMany(
                row => sum.Dense(row).Zip(block.Dense(row), (x, y) => x + (scales[row] * y)))];

            RowBlocks.AddScaledRows(block.Values, 3, block.Stride, scales, sum.Values);

            sum.AssertClose(expected);
        }
    }

    [Fact]
    public void Long_rows_shrink_to_the_limit_and_short_ones_stay()
    {
        using NativeTable table = NativeTable.From([2, 2, 2, 0.1f, 0.2f, 0.3f, 0, 0, 0], 3, 3);
        RowBlocks.Renormalize(table.View, [0, 1, 0, 2], 2);

        // The example of pbg.md 3.2.
        Close.Assert(
            [1.1547005, 1.1547005, 1.1547005, 0.1f, 0.2f, 0.3f, 0, 0, 0], table.Dense(), 1e-6);
    }

    [Fact]
    public void Blocks_that_are_too_short_are_refused()
    {
        using var table = new NativeTable(4, 20);
        Assert.Throws<ArgumentException>("destination", () => RowBlocks.Gather(table.View, [1, 2], new float[63]));
        Assert.Throws<ArgumentException>("block", () => RowBlocks.AddVector(new float[63], 2, 32, new float[32]));
        Assert.Throws<ArgumentException>("block", () => RowBlocks.AddVector(new float[63], 2, 20, new float[32]));
        Assert.Throws<ArgumentException>("vector", () => RowBlocks.AddVector(new float[64], 2, 32, new float[31]));
    }
}
