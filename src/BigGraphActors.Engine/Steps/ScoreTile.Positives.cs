using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Steps;

/// <summary>The positives beside a tile, on its diagonal, or among its candidates.</summary>
internal sealed partial class ScoreTile
{
    /// <summary>Scores each query against the row of <paramref name="targets"/> with the same index.</summary>
    public void ScorePositives(EncodedRows queries, EncodedRows targets)
    {
        ReadOnlySpan<float> left = queries.Values[..(Rows * queries.Stride)];
        ReadOnlySpan<float> right = targets.Values[..(Rows * targets.Stride)];
        if (_rule.IsDistance)
        {
            RowScores.SquaredDistance(left, right, Rows, queries.Stride, Positives);
            for (int row = 0; row < Rows; row++)
            {
                float square = Positives[row];
                Positives[row] = _rule.Comparator == ComparatorKind.L2
                    ? -MathF.Sqrt(MathF.Max(square, 1e-30f))
                    : -square;
            }
        }
        else
        {
            RowScores.Dot(left, right, Rows, queries.Stride, Positives);
        }

        Positives.CopyTo(_positiveComparisons);
        for (int row = 0; _rule.Bias && row < Rows; row++)
        {
            Positives[row] += queries.Bias[row] + targets.Bias[row];
        }
    }

    /// <summary>Adds the gradients of the positives' scores to the queries and the targets.</summary>
    public void BackwardPositives(EncodedRows queries, EncodedRows targets)
    {
        for (int row = 0; _rule.Bias && row < Rows; row++)
        {
            queries.BiasGradient[row] += PositiveGradients[row];
            targets.BiasGradient[row] += PositiveGradients[row];
        }

        queries.CompleteGradients();
        targets.CompleteGradients();
        Span<float> factors = Buffer(ref _sums, Rows);
        for (int row = 0; row < Rows; row++)
        {
            factors[row] = FactorOf(PositiveGradients[row], _positiveComparisons[row]);
        }

        int stride = queries.Stride;
        RowBlocks.AddScaledRows(targets.Values, Rows, stride, factors, queries.Gradients);
        RowBlocks.AddScaledRows(queries.Values, Rows, stride, factors, targets.Gradients);
        if (_rule.IsDistance)
        {
            Negate(factors);
            RowBlocks.AddScaledRows(queries.Values, Rows, stride, factors, queries.Gradients);
            RowBlocks.AddScaledRows(targets.Values, Rows, stride, factors, targets.Gradients);
        }
    }

    /// <summary>Puts a positive's score, computed directly, in place of the one that a product gave.</summary>
    /// <param name="row">Query.</param>
    /// <param name="column">Where the positive stands among the candidates.</param>
    /// <param name="positives">Has the score.</param>
    /// <param name="index">Which of its positives.</param>
    public void TakeScore(int row, int column, ScoreTile positives, int index)
    {
        int at = (row * Stride) + column;
        Scores[at] = positives.Positives[index];
        if (_rule.Comparator == ComparatorKind.L2)
        {
            _savedScores[at] = positives._positiveComparisons[index];
        }
    }

    /// <summary>
    /// Takes the positives' scores from the diagonal, where the candidates' scores already have them, and masks it.
    /// </summary>
    /// <remarks>Only where candidate <c>k</c> is the positive of query <c>k</c>, and not for distances, whose expanded
    /// form loses digits where they are small.</remarks>
    /// <param name="window">Queries that share candidates: row <c>k</c>'s diagonal is column <c>k % window</c>.
    /// </param>
    public void TakePositivesFromDiagonal(int window)
    {
        Span<float> scores = Scores;
        Span<float> positives = Positives;
        for (int row = 0, column = 0; row < positives.Length; row++, column++)
        {
            column = column == window ? 0 : column;
            int at = (row * Stride) + column;
            positives[row] = scores[at];
            scores[at] = ScoreRule.Masked;
        }
    }

    /// <summary>
    /// Masks the candidate that is each query's own positive, where it stands in the same row of the block.
    /// </summary>
    /// <param name="window">Queries that share candidates.</param>
    public void MaskDiagonal(int window)
    {
        for (int row = 0, column = 0; row < Rows; row++, column++)
        {
            column = column == window ? 0 : column;
            Scores[(row * Stride) + column] = ScoreRule.Masked;
        }
    }

    /// <summary>
    /// Puts the positives' gradients on the diagonal, so that the way back of the candidates carries them.
    /// </summary>
    /// <remarks>Only where candidate <c>k</c> is the positive of query <c>k</c>: with batch negatives.</remarks>
    /// <param name="window">Queries that share candidates.</param>
    public void PutPositivesOnDiagonal(int window)
    {
        Span<float> scores = Scores;
        Span<float> gradients = PositiveGradients;
        for (int row = 0, column = 0; row < gradients.Length; row++, column++)
        {
            column = column == window ? 0 : column;
            int at = (row * Stride) + column;
            scores[at] = gradients[row];
            if (_rule.Comparator == ComparatorKind.L2)
            {
                _savedScores[at] = _positiveComparisons[row];
            }
        }
    }
}
