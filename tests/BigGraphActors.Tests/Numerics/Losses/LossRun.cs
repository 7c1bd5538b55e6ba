using BigGraphActors.Numerics.Losses;

namespace BigGraphActors.Tests.Numerics.Losses;

/// <summary>
/// A random tile with weights and a scale, in float32 for the kernel and in float64 for the reference.
/// </summary>
internal sealed class LossRun
{
    private const float Scale = 1.5f;

    private readonly float[] _weights;

    public LossRun(System.Random random, int rows, int columns, double scale = 4)
    {
        Gradients = PaddedBlock.Random(random, rows, columns, scale);
        PositiveScores = [.. Enumerable.Range(0, rows).Select(_ => (float)(scale * (random.NextDouble() - 0.5)))];
        _weights = [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(0, 4))];
        Positives = [.. PositiveScores.Select(score => (double)score)];
        Negatives = [.. Enumerable.Range(0, rows).Select(Gradients.Dense)];
        Weights = [.. _weights.Select(weight => (double)(Scale * weight))];
        PositiveGradients = new float[rows];
        Normalizer = columns;
    }

    /// <summary>Scores before <see cref="Apply"/>, gradients after it.</summary>
    public PaddedBlock Gradients { get; }

    public float[] PositiveScores { get; }

    public float[] PositiveGradients { get; }

    public double[] Positives { get; }

    public double[][] Negatives { get; }

    /// <summary>Weights with the scale.</summary>
    public double[] Weights { get; }

    public int Normalizer { get; set; }

    public long CountViolators() =>
        Negatives.Select((row, k) => row.LongCount(score => score > Positives[k])).Sum();

    public TileLoss Apply(string name, float margin)
    {
        // What lies in the padding must not matter.
        for (int row = 0; row < Gradients.Rows; row++)
        {
            Gradients.Row(row)[Gradients.Dim..].Fill(float.NaN);
        }

        var tile = new LossTile(Gradients.Rows, Gradients.Dim, Gradients.Stride, Scale);
        return name switch
        {
            "softmax" => SoftmaxLoss.Apply(PositiveScores, Gradients.Values, tile, _weights, PositiveGradients),
            "ranking" => RankingLoss.Apply(
                PositiveScores, Gradients.Values, tile, _weights, PositiveGradients, margin),
            _ => LogisticLoss.Apply(
                PositiveScores, Gradients.Values, tile, _weights, PositiveGradients, Normalizer),
        };
    }
}
