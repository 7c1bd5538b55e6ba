using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Tests.Numerics.FixedPoint;

/// <summary>Bounds are those of the rounding itself, which no input can exceed.</summary>
public sealed class FixedProductsTests
{
    public static TheoryData<int, int, int> Shapes() => new()
    {
        { 1, 1, 1 }, { 1, 5, 7 }, { 2, 16, 16 }, { 3, 17, 33 }, { 50, 100, 100 }, { 7, 128, 400 }, { 51, 99, 20 },
        { 300, 33, 64 }, { 9, 512, 100 }, { 64, 257, 48 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Scores_are_those_of_the_vectors_to_within_their_rounding(int rows, int columns, int dim)
    {
        System.Random random = new(rows + (1000 * columns) + dim);
        FixedBlockRun queries = new(PaddedBlock.Random(random, rows, dim));
        FixedBlockRun candidates = new(PaddedBlock.Random(random, columns, dim, scale: 0.01));
        int stride = RowLayout.StrideFor(columns) + 16;
        float[] tile = new float[rows * stride];
        Array.Fill(tile, 99f);
        FixedProducts.Score(
            queries.Block, candidates.Block, dim, tile, stride, default, Scratch(rows, columns, queries.Stride));
        double unit = 1 / FixedBlock.Range;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double exact = Dot(queries.Source, row, candidates.Source, column);
                double lengths = queries.NormOf(row) * candidates.NormOf(column);
                double bound = lengths * ((unit * Math.Sqrt(dim)) + (unit * unit * dim) + 1e-6);
                Assert.Equal(exact, tile[(row * stride) + column], bound);
            }

            // Whole vectors are written, and nothing behind them.
            Assert.Equal(99f, tile[(row * stride) + RowLayout.StrideFor(columns)]);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradients_are_those_of_the_sums_written_out_to_within_their_rounding(int rows, int columns, int dim)
    {
        System.Random random = new(rows + (1000 * columns) + dim);
        FixedBlockRun queries = new(PaddedBlock.Random(random, rows, dim));
        FixedBlockRun candidates = new(PaddedBlock.Random(random, columns, dim, scale: 5));
        PaddedBlock tile = PaddedBlock.Random(random, rows, columns);
        for (int row = 0; row < rows; row++)
        {
            // Other scores follow those of a panel in a row; they must not count.
            tile.Row(row)[columns..].Fill(-1e9f);
        }

        foreach (bool adds in (bool[])[false, true])
        {
            PaddedBlock toQueries = PaddedBlock.Random(random, rows, dim);
            PaddedBlock toCandidates = PaddedBlock.Random(random, columns, dim);
            double[] before = adds ? toQueries.Dense() : new double[rows * dim];
            double[] beforeCandidates = adds ? toCandidates.Dense() : new double[columns * dim];
            FixedGradients gradients = Into(toQueries, toCandidates, adds);
            FixedProducts.Backward(
                tile.Values, tile.Stride, queries.Block, candidates.Block, gradients,
                Scratch(rows, columns, queries.Stride));
            AssertCarried(rows, columns, (i, j) => tile[i, j], candidates, toQueries, before);
            AssertCarried(columns, rows, (j, i) => tile[i, j], queries, toCandidates, beforeCandidates);
            toQueries.AssertPaddingIsZero();
            toCandidates.AssertPaddingIsZero();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(777)]
    [InlineData(9000)]
    public void No_sum_leaves_its_integers_however_alike_the_factors_are(int rows)
    {
        const int Columns = 3;
        PaddedBlock queries = new(rows, 2);
        PaddedBlock candidates = new(Columns, 2);
        PaddedBlock tile = new(rows, Columns);
        Array.ForEach([.. Enumerable.Range(0, rows)], row => queries[row, 0] = -8f);
        Array.ForEach([.. Enumerable.Range(0, Columns)], row => candidates[row, 0] = 8f);
        Array.ForEach([.. Enumerable.Range(0, rows)], row => tile.Row(row)[..Columns].Fill(1f));
        FixedBlockRun left = new(queries);
        FixedBlockRun right = new(candidates);
        float[] scratch = Scratch(rows, Columns, left.Stride);
        float[] scores = new float[rows * 16];
        FixedProducts.Score(left.Block, right.Block, 2, scores, 16, default, scratch);
        Assert.Equal(-64f, scores[0], 0.01f);
        PaddedBlock toQueries = new(rows, 2);
        PaddedBlock toCandidates = new(Columns, 2);
        FixedGradients gradients = Into(toQueries, toCandidates, adds: false);
        FixedProducts.Backward(tile.Values, tile.Stride, left.Block, right.Block, gradients, scratch);
        Assert.Equal(8f * Columns, toQueries[rows - 1, 0], 0.01f);

        // Thousands of like gradients are rounded alike: half a unit of 32,000 shared by as many.
        double most = 8.0 * rows * (0.001 + (Math.Min(rows, 4096) * 0.5 / FixedBlock.Range));
        Assert.Equal(-8.0 * rows, toCandidates[Columns - 1, 0], most);
    }

    [Theory]
    [InlineData("query", float.NaN, 4, 6)]
    [InlineData("query", float.PositiveInfinity, 4, 6)]
    [InlineData("candidate", float.NaN, 4, 300)]
    [InlineData("candidate", float.PositiveInfinity, 4, 300)]
    [InlineData("gradient", float.NaN, 300, 6)]
    [InlineData("gradient", float.NegativeInfinity, 4, 6)]
    public void What_is_no_number_comes_out_of_the_gradients_it_goes_into(
        string where, float what, int rows, int columns)
    {
        const int Dim = 20;
        System.Random random = new(7);
        PaddedBlock queries = PaddedBlock.Random(random, rows, Dim);
        PaddedBlock candidates = PaddedBlock.Random(random, columns, Dim);
        PaddedBlock tile = PaddedBlock.Random(random, rows, columns);
        (where == "query" ? queries : where == "candidate" ? candidates : tile)[2, 1] = what;
        FixedBlockRun left = new(queries);
        FixedBlockRun right = new(candidates);
        foreach (bool adds in (bool[])[false, true])
        {
            PaddedBlock toQueries = new(rows, Dim);
            PaddedBlock toCandidates = new(columns, Dim);
            FixedGradients gradients = Into(toQueries, toCandidates, adds);
            FixedProducts.Backward(
                tile.Values, tile.Stride, left.Block, right.Block, gradients, Scratch(rows, columns, left.Stride));

            // What a row of queries breaks are all candidates, and the other way round.
            AssertBroken(toQueries, row => where == "candidate" || (where == "gradient" && row == 2));
            AssertBroken(toCandidates, row => where == "query" || (where == "gradient" && row == 1));
        }
    }

    [Fact]
    public void What_is_no_number_comes_out_of_the_scores_it_goes_into()
    {
        System.Random random = new(3);
        PaddedBlock broken = PaddedBlock.Random(random, 4, 20);
        broken[2, 5] = float.NaN;
        FixedBlockRun queries = new(broken);
        FixedBlockRun candidates = new(PaddedBlock.Random(random, 6, 20));
        float[] tile = new float[4 * 16];
        FixedProducts.Score(
            queries.Block, candidates.Block, 20, tile, 16, default, Scratch(4, 6, queries.Stride));
        for (int row = 0; row < 4; row++)
        {
            Assert.Equal(row == 2, float.IsNaN(tile[row * 16]));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        FixedBlockRun queries = new(new PaddedBlock(2, 20));
        FixedBlockRun candidates = new(new PaddedBlock(3, 50));
        Assert.Throws<ArgumentException>(() => FixedProducts.Backward(
            new float[32],
            16,
            queries.Block,
            queries.Block,
            new FixedGradients { Stride = 48, Queries = new float[96], Candidates = new float[96] },
            Scratch(2, 2, 64)));
        float[] scratch = Scratch(2, 3, candidates.Stride);
        Assert.Throws<ArgumentException>(() =>
            FixedProducts.Score(queries.Block, candidates.Block, 20, new float[32], 16, default, scratch));
        Assert.Throws<ArgumentException>(() =>
            FixedProducts.Score(queries.Block, queries.Block, 20, new float[31], 16, default, scratch));
        Assert.Throws<ArgumentException>(() =>
            FixedProducts.Score(queries.Block, queries.Block, 20, new float[32], 16, default, scratch.AsSpan(0, 5)));
    }

    private static FixedGradients Into(PaddedBlock queries, PaddedBlock candidates, bool adds) => new()
    {
        Stride = queries.Stride,
        Queries = queries.Values,
        AddsToQueries = adds,
        Candidates = candidates.Values,
        AddsToCandidates = adds,
    };

    private static void AssertCarried(
        int rows, int depth, Func<int, int, float> factor, FixedBlockRun others, PaddedBlock result, double[] before)
    {
        for (int row = 0; row < rows; row++)
        {
            double sizes = Enumerable.Range(0, depth).Sum(j => Math.Abs(factor(row, j)) * others.NormOf(j));
            for (int i = 0; i < result.Dim; i++)
            {
                double exact = before[(row * result.Dim) + i]
                    + Enumerable.Range(0, depth).Sum(j => (double)factor(row, j) * others.Source[j, i]);
                Assert.Equal(exact, result[row, i], (sizes * (depth + 1) / 2 / FixedBlock.Range) + 1e-5);
            }
        }
    }

    private static void AssertBroken(PaddedBlock gradients, Func<int, bool> isBroken)
    {
        for (int row = 0; row < gradients.Rows; row++)
        {
            Assert.Equal(isBroken(row), !gradients.Dense(row).All(double.IsFinite));
        }
    }

    private static double Dot(PaddedBlock left, int row, PaddedBlock right, int column) =>
        left.Dense(row).Zip(right.Dense(column), (x, y) => x * y).Sum();

    private static float[] Scratch(int rows, int columns, int stride) =>
        new float[FixedProducts.ScratchFor(rows, columns, stride)];
}
