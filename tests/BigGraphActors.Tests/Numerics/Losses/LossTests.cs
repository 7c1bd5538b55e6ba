using BigGraphActors.Numerics.Losses;
using BigGraphActors.Numerics.Reference;

namespace BigGraphActors.Tests.Numerics.Losses;

public sealed class LossTests
{
    private const float Margin = 0.25f;

    public static TheoryData<string> Losses() => ["softmax", "ranking", "logistic"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Loss_equals_the_reference_for_every_number_of_negatives(string name)
    {
        for (int columns = 0; columns <= 257; columns++)
        {
            int rows = 1 + (columns % 19);
            var run = new LossRun(new System.Random(columns), rows, columns);
            double expected = Reference(name, run);

            TileLoss actual = run.Apply(name, Margin);

            Assert.Equal(expected, actual.Loss, 1e-5 * Math.Max(1, Math.Abs(expected)));
            Assert.Equal(run.CountViolators(), actual.Violators);
            run.Gradients.AssertPaddingIsZero();
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Gradients_equal_central_differences(string name)
    {
        foreach ((int rows, int columns) in (ReadOnlySpan<(int, int)>)[(1, 1), (3, 7), (17, 33), (5, 50), (2, 100)])
        {
            var run = new LossRun(new System.Random(rows + columns), rows, columns);
            run.Apply(name, Margin);
            Close.Assert(
                CentralDifference.Gradient(() => Reference(name, run), run.Positives), run.PositiveGradients,
                what: $"{name} positives");
            for (int k = 0; k < rows; k++)
            {
                Close.Assert(
                    CentralDifference.Gradient(() => Reference(name, run), run.Negatives[k]),
                    run.Gradients.Dense(k), what: $"{name} negatives of {k}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void NaN_gives_a_NaN_loss_and_spoils_no_other_row(string name)
    {
        for (int at = 0; at < 40; at++)
        {
            var clean = new LossRun(new System.Random(7), 5, 40);
            var spoiled = new LossRun(new System.Random(7), 5, 40);
            spoiled.Gradients[2, at] = float.NaN;
            clean.Apply(name, Margin);

            Assert.True(double.IsNaN(spoiled.Apply(name, Margin).Loss));
            foreach (int row in (int[])[0, 1, 3, 4])
            {
                Assert.Equal(clean.Gradients.Dense(row), spoiled.Gradients.Dense(row));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void NaN_positive_gives_a_NaN_loss(string name)
    {
        var run = new LossRun(new System.Random(3), 20, 33);
        run.PositiveScores[18] = float.NaN;
        Assert.True(double.IsNaN(run.Apply(name, Margin).Loss));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Large_scores_neither_overflow_nor_lose_the_gradient(string name)
    {
        var run = new LossRun(new System.Random(5), 4, 20, scale: 1e6);
        double expected = Reference(name, run);

        TileLoss loss = run.Apply(name, Margin);

        Assert.Equal(expected, loss.Loss, 1e-6 * expected);
        Assert.All(run.Gradients.Values, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Masked_scores_cost_nothing(string name)
    {
        var full = new LossRun(new System.Random(9), 6, 37);
        for (int k = 0; k < 6; k++)
        {
            full.Gradients[k, 36 - k] = -1e9f;
            full.Negatives[k] = [.. full.Negatives[k].Where((_, column) => column != 36 - k)];
        }

        // PBG: masked columns still count in the logistic loss's N.
        double expected = Reference(name, full);
        TileLoss loss = full.Apply(name, Margin);

        Assert.Equal(expected, loss.Loss, 1e-5 * expected);
        for (int k = 0; k < 6; k++)
        {
            Assert.Equal(0, full.Gradients[k, 36 - k]);
        }
    }

    [Fact]
    public void Softmax_keeps_the_digits_of_a_small_loss()
    {
        float[] scores = [-20, .. new float[15]];
        var gradient = new float[1];

        TileLoss loss = SoftmaxLoss.Apply([0], scores, new(1, 1, 16, 1), default, gradient);

        Assert.Equal(Math.Exp(-20), loss.Loss, 1e-6 * Math.Exp(-20));
        Assert.Equal(-Math.Exp(-20), gradient[0], 1e-6 * Math.Exp(-20));
    }

    [Fact]
    public void Ranking_counts_an_exact_tie_as_active()
    {
        float[] scores = [0.75f, .. new float[15]];
        var gradient = new float[1];

        TileLoss loss = RankingLoss.Apply([1], scores, new(1, 1, 16, 2), default, gradient, 0.25f);

        Assert.Equal((0, 2, -2), (loss.Loss, scores[0], gradient[0]));
    }

    private static double Reference(string name, LossRun run) => name switch
    {
        "softmax" => ReferenceLosses.Softmax(run.Positives, run.Negatives, run.Weights),
        "ranking" => ReferenceLosses.Ranking(run.Positives, run.Negatives, run.Weights, Margin),
        _ => ReferenceLosses.Logistic(run.Positives, run.Negatives, run.Weights, run.Normalizer),
    };
}
