using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Reference;
using BigGraphActors.Numerics.Scoring;

namespace BigGraphActors.Tests.Numerics.Scoring;

public sealed class RowScoresTests
{
    [Fact]
    public void Row_scores_equal_the_reference_for_every_dimension()
    {
        for (int dim = 0; dim <= 257; dim++)
        {
            int rows = dim % 20;
            PaddedBlock left = PaddedBlock.Random(new(dim), rows, dim);
            PaddedBlock right = PaddedBlock.Random(new(dim + 1), rows, dim);
            var scores = new float[rows];
            double[] Expect(Func<double[], double[], double> score) =>
                [.. Enumerable.Range(0, rows).Select(row => score(left.Dense(row), right.Dense(row)))];

            RowScores.Dot(left.Values, right.Values, rows, left.Stride, scores);
            Close.Assert(Expect((a, b) => ReferenceMatrix.Dot(a, b)), scores);
            RowScores.SquaredDistance(left.Values, right.Values, rows, left.Stride, scores);
            Close.Assert(Expect((a, b) => ReferenceMatrix.SquaredDistance(a, b)), scores);
            RowScores.SquaredNorms(left.Values, rows, left.Stride, scores);
            Close.Assert(Expect((a, _) => ReferenceMatrix.Dot(a, a)), scores);
            RowScores.Sums(left.Values, rows, left.Stride, scores);
            Close.Assert(Expect((a, _) => a.Sum()), scores);
        }
    }

    [Fact]
    public void Distance_gradient_equals_central_differences()
    {
        PaddedBlock left = PaddedBlock.Random(new(1), 4, 37);
        PaddedBlock right = PaddedBlock.Random(new(2), 4, 37);
        float[] factors = [1, -0.5f, 0, 2];
        var leftGradient = new PaddedBlock(4, 37);
        var rightGradient = new PaddedBlock(4, 37);

        RowScores.AddDistanceGradient(
            left.Values, right.Values, 4, left.Stride, factors, leftGradient.Values, rightGradient.Values);

        for (int row = 0; row < 4; row++)
        {
            double[] a = left.Dense(row);
            double[] b = right.Dense(row);
            double Objective() => factors[row] * ReferenceMatrix.SquaredDistance(a, b);
            Close.Assert(CentralDifference.Gradient(Objective, a), leftGradient.Dense(row));
            Close.Assert(CentralDifference.Gradient(Objective, b), rightGradient.Dense(row));
        }
    }

    [Fact]
    public void Normalised_rows_have_length_one_and_carry_gradients_back()
    {
        for (int dim = 1; dim <= 257; dim += 8)
        {
            PaddedBlock block = PaddedBlock.Random(new(dim), 3, dim);
            PaddedBlock weights = PaddedBlock.Random(new(dim + 1), 3, dim);
            PaddedBlock normalized = block.Copy();
            PaddedBlock gradient = weights.Copy();
            var inverseNorms = new float[3];
            CosineRows.Normalize(normalized.Values, 3, block.Stride, inverseNorms);
            CosineRows.NormalizeBackward(normalized.Values, inverseNorms, 3, block.Stride, gradient.Values);

            normalized.AssertPaddingIsZero();
            for (int row = 0; row < 3; row++)
            {
                double[] vector = block.Dense(row);
                double[] weight = weights.Dense(row);
                Assert.Equal(1, ReferenceMatrix.Dot(normalized.Dense(row), normalized.Dense(row)), 1e-5);
                Close.Assert(
                    CentralDifference.Gradient(
                        () => ReferenceMatrix.Dot(vector, weight) / Math.Sqrt(ReferenceMatrix.Dot(vector, vector)),
                        vector),
                    gradient.Dense(row));
            }
        }
    }

    [Fact]
    public void Distance_tiles_equal_the_direct_distances()
    {
        for (int columns = 0; columns <= 257; columns++)
        {
            const int Rows = 3;
            const int Dim = 20;
            PaddedBlock left = PaddedBlock.Random(new(columns), Rows, Dim);
            PaddedBlock right = PaddedBlock.Random(new(columns + 1), columns, Dim);
            (PaddedBlock squared, PaddedBlock rooted) = Tiles(left, right);
            double[] expected = [.. Enumerable.Range(0, Rows * columns).Select(
                i => -ReferenceMatrix.SquaredDistance(left.Dense(i / columns), right.Dense(i % columns)))];

            squared.AssertClose(expected);
            rooted.AssertClose([.. expected.Select(score => -Math.Sqrt(-score))]);

            PaddedBlock gradient = PaddedBlock.Random(new(columns + 2), Rows, columns);
            double[] factors = [.. gradient.Dense().Zip(rooted.Dense(), (g, score) => g / (2 * score))];
            DistanceTiles.RootedGradient(rooted.Values, gradient.Values, Rows, columns, gradient.Stride);
            gradient.AssertClose(factors);

            float[] row = [.. gradient.Dense(1).Select(value => (float)value)];
            float[] scores = [.. rooted.Dense(1).Select(value => (float)value)];
            double[] plain = [.. row.Zip(scores, (g, score) => -g / (double)score)];
            DistanceTiles.RootedFactors(scores, row);
            Close.Assert(plain, row);
        }
    }

    [Fact]
    public void Equal_vectors_are_at_distance_zero_and_have_no_gradient()
    {
        for (int dim = 1; dim <= 257; dim++)
        {
            PaddedBlock block = PaddedBlock.Random(new(dim), 12, dim);
            (PaddedBlock squared, PaddedBlock rooted) = Tiles(block, block);
            PaddedBlock gradient = PaddedBlock.Random(new(1), 12, 12);
            DistanceTiles.RootedGradient(rooted.Values, gradient.Values, 12, 12, 16);
            for (int i = 0; i < 12; i++)
            {
                Assert.Equal(0, squared[i, i]);
                Assert.Equal(-MathF.Sqrt(1e-30f), rooted[i, i]);
                Assert.Equal(0, gradient[i, i]);
            }
        }
    }

    [Fact]
    public void NaN_products_stay_NaN()
    {
        float[] tile = [1, float.NaN, 1, .. new float[13]];
        DistanceTiles.ToRooted(tile, 1, 3, 16, [2], [2, 2, 2]);
        Assert.Equal([false, true, false], tile[..3].Select(float.IsNaN));
    }

    private static (PaddedBlock Squared, PaddedBlock Rooted) Tiles(PaddedBlock left, PaddedBlock right)
    {
        PaddedBlock turned = new(right.Dim, right.Rows);
        RowBlocks.Transpose(right.Values, right.Rows, right.Stride, right.Dim, turned.Values, turned.Stride);
        var squared = new PaddedBlock(left.Rows, right.Rows);
        MatrixBlocks.Multiply(
            left.Values, left.Stride, 1, turned.Values, turned.Stride, squared.Values, squared.Stride,
            left.Rows, right.Rows, left.Dim, accumulate: false);
        PaddedBlock rooted = squared.Copy();
        var leftSquares = new float[left.Rows];
        var rightSquares = new float[right.Rows];
        RowScores.SquaredNorms(left.Values, left.Rows, left.Stride, leftSquares);
        RowScores.SquaredNorms(right.Values, right.Rows, right.Stride, rightSquares);
        DistanceTiles.ToSquared(
            squared.Values, left.Rows, right.Rows, squared.Stride, leftSquares, rightSquares);
        DistanceTiles.ToRooted(rooted.Values, left.Rows, right.Rows, rooted.Stride, leftSquares, rightSquares);
        return (squared, rooted);
    }
}
