using BigGraphActors.Numerics.Losses;

namespace BigGraphActors.Tests.Numerics.Losses;

public sealed class SelfAdversarialLossTests
{
    private const float Scale = 1.5f;

    [Theory]
    [InlineData(0.5f)]
    [InlineData(2f)]
    public void Loss_and_gradients_equal_the_formula_for_every_number_of_negatives(float temperature)
    {
        for (int columns = 0; columns <= 130; columns++)
        {
            Case one = new(columns, rows: 1 + (columns % 5));
            TileLoss actual = one.Apply(temperature);

            double expected = 0;
            for (int row = 0; row < one.Rows; row++)
            {
                double weight = Scale * one.Weights[row];
                expected += weight * Softplus(-one.Positives[row]);
                Assert.Equal(-weight * Sigmoid(-one.Positives[row]), one.PositiveGradients[row], 1e-5);
                double[] shares = Shares(one.Before[row], temperature);
                for (int column = 0; column < columns; column++)
                {
                    expected += weight * shares[column] * Softplus(one.Before[row][column]);
                    double slope = weight * shares[column] * Sigmoid(one.Before[row][column]);
                    Assert.Equal(slope, one.Tile[row, column], 1e-5);
                }
            }

            Assert.Equal(expected, actual.Loss, 1e-4 * Math.Max(1, expected));
            one.Tile.AssertPaddingIsZero();
        }
    }

    [Fact]
    public void Masked_negatives_have_no_share_even_where_all_are_masked()
    {
        Case some = new(20, rows: 2);
        some.Tile[0, 3] = -1e9f;
        for (int column = 0; column < 20; column++)
        {
            some.Tile[1, column] = -1e9f;
        }

        TileLoss loss = some.Apply(1);

        Assert.True(double.IsFinite(loss.Loss));
        Assert.Equal(0f, some.Tile[0, 3]);
        Assert.All(Enumerable.Range(0, 20), column => Assert.Equal(0f, some.Tile[1, column]));
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(2f, 16)]
    [InlineData(1f, 50)]
    public void Rows_in_pieces_have_the_loss_of_the_rows_as_a_whole(float temperature, int piece)
    {
        Case whole = new(130, rows: 5);
        whole.Tile[2, 7] = -1e9f;
        whole.Tile[3, 20] = 40f;
        float[] most = [.. Enumerable.Repeat(float.NegativeInfinity, whole.Rows)];
        double[] shares = new double[whole.Rows];
        double[] losses = new double[whole.Rows];
        for (int first = 0; first < 130; first += piece)
        {
            int columns = Math.Min(piece, 130 - first);
            PaddedBlock part = PaddedBlock.Random(new System.Random(1), whole.Rows, columns, 4);
            for (int row = 0; row < whole.Rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    part[row, column] = whole.Tile[row, first + column];
                }
            }

            LossTile shape = new(part.Rows, part.Dim, part.Stride, Scale);
            SelfAdversarialLoss.Add(part.Values, shape, temperature, most, shares, losses);
        }

        double negatives = SelfAdversarialLoss.Loss(shares, losses, whole.Weights, Scale);
        double positives = whole.Positives.Zip(whole.Weights, (s, w) => Scale * w * Softplus(-s)).Sum();

        Assert.Equal(whole.Apply(temperature).Loss, positives + negatives, 1e-3);
    }

    private static double Softplus(double z) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private static double[] Shares(double[] scores, double temperature)
    {
        double[] powers = [.. scores.Select(score => Math.Exp(temperature * score))];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private sealed class Case
    {
        public Case(int columns, int rows)
        {
            System.Random random = new(columns);
            Tile = PaddedBlock.Random(random, rows, columns, 4);
            Positives = [.. Enumerable.Range(0, rows).Select(_ => (float)(4 * (random.NextDouble() - 0.5)))];
            Weights = [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(0, 4))];
            PositiveGradients = new float[rows];
            Before = [.. Enumerable.Range(0, rows).Select(Tile.Dense)];
        }

        public int Rows => Positives.Length;

        public PaddedBlock Tile { get; }

        public float[] Positives { get; }

        public float[] Weights { get; }

        public float[] PositiveGradients { get; }

        public double[][] Before { get; }

        public TileLoss Apply(float temperature) => SelfAdversarialLoss.Apply(
            Positives,
            Tile.Values,
            new LossTile(Tile.Rows, Tile.Dim, Tile.Stride, Scale),
            Weights,
            PositiveGradients,
            temperature);
    }
}
