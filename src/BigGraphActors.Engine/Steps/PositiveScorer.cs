using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Steps;

/// <summary>Scores each query against its own positive, and takes the gradients back to both.</summary>
/// <remarks>Scratch of one thread.</remarks>
internal sealed class PositiveScorer(ScoreRule rule)
{
    private float[] _factors = [];

    /// <summary>Scores each query against the row of <paramref name="targets"/> with the same index.</summary>
    public void Score(ScoreTile tile, EmbeddingBatch queries, EmbeddingBatch targets)
    {
        int rows = tile.Rows;
        Span<float> scores = tile.Positives;
        ReadOnlySpan<float> left = queries.Values[..(rows * queries.Stride)];
        ReadOnlySpan<float> right = targets.Values[..(rows * targets.Stride)];
        if (rule.IsDistance)
        {
            RowScores.SquaredDistance(left, right, rows, queries.Stride, scores);
            for (int row = 0; row < rows; row++)
            {
                scores[row] = rule.Comparator == ComparatorKind.L2
                    ? -MathF.Sqrt(MathF.Max(scores[row], 1e-30f))
                    : -scores[row];
            }
        }
        else
        {
            RowScores.Dot(left, right, rows, queries.Stride, scores);
        }

        scores.CopyTo(tile.PositiveDistances);
        for (int row = 0; rule.Bias && row < rows; row++)
        {
            scores[row] += queries.Bias[row] + targets.Bias[row];
        }
    }

    /// <summary>Adds the gradients of the positives' scores to the queries and the targets.</summary>
    public void Backward(ScoreTile tile, EmbeddingGradients queries, EmbeddingGradients targets)
    {
        ReadOnlySpan<float> gradients = tile.PositiveGradients;
        for (int row = 0; rule.Bias && row < gradients.Length; row++)
        {
            queries.Bias[row] += gradients[row];
            targets.Bias[row] += gradients[row];
        }

        queries.Complete();
        targets.Complete();
        Span<float> factors = Scratch.Grow(ref _factors, gradients.Length);
        for (int row = 0; row < factors.Length; row++)
        {
            factors[row] = CandidateScorer.FactorOf(rule.Comparator, gradients[row], tile.PositiveDistances[row]);
        }

        AddScaled(targets.Batch, factors, queries);
        AddScaled(queries.Batch, factors, targets);
        if (rule.IsDistance)
        {
            for (int row = 0; row < factors.Length; row++)
            {
                factors[row] = -factors[row];
            }

            AddScaled(queries.Batch, factors, queries);
            AddScaled(targets.Batch, factors, targets);
        }
    }

    private static void AddScaled(EmbeddingBatch vectors, ReadOnlySpan<float> factors, EmbeddingGradients to) =>
        RowBlocks.AddScaledRows(vectors.Values, factors.Length, vectors.Stride, factors, to.Values);
}
