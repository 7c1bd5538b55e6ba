using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Steps;

/// <summary>Chooses the loss kernel of a run.</summary>
/// <param name="Loss">The value of <c>loss_fn</c>.</param>
/// <param name="Margin">Margin of the ranking loss.</param>
/// <param name="Offset">Added to every score; only with the logistic loss.</param>
/// <param name="Temperature">Of self-adversarial negatives, or none.</param>
internal sealed record LossRule(LossKind Loss, float Margin, float Offset = 0, float? Temperature = null)
{
    /// <summary>Takes the rule from settings.</summary>
    public static LossRule From(RunSettings settings) => new(
        settings.LossFn, (float)settings.Margin, (float)settings.LogisticMargin, (float?)settings.NegativeTemperature);

    /// <summary>Adds the offset to all scores of a tile.</summary>
    public void Shift(ScoreTile tile)
    {
        if (Offset != 0)
        {
            tile.Shift(Offset);
        }
    }

    /// <summary>Turns a tile of scores into gradients.</summary>
    /// <param name="tile">Scores on entry, gradients on return; positives' gradients are set too.</param>
    /// <param name="weights">Edge weights, or empty.</param>
    /// <param name="scale">The relation's weight.</param>
    /// <param name="normalizer">Negatives that the logistic loss divides by: masked and padding columns count.</param>
    public TileLoss Apply(ScoreTile tile, ReadOnlySpan<float> weights, float scale, int normalizer)
    {
        LossTile extent = new(tile.Rows, tile.Columns, tile.Stride, scale);
        Shift(tile);
        return Loss switch
        {
            LossKind.Logistic when Temperature is { } temperature => SelfAdversarialLoss.Apply(
                tile.Positives, tile.Scores, extent, weights, tile.PositiveGradients, temperature),
            LossKind.Softmax => SoftmaxLoss.Apply(
                tile.Positives, tile.Scores, extent, weights, tile.PositiveGradients),
            LossKind.Ranking => RankingLoss.Apply(
                tile.Positives, tile.Scores, extent, weights, tile.PositiveGradients, Margin),
            LossKind.Logistic => LogisticLoss.Apply(
                tile.Positives, tile.Scores, extent, weights, tile.PositiveGradients, normalizer),
            _ => throw new InvalidOperationException($"loss {Loss} has no kernel"),
        };
    }
}

/// <summary>The loss of queries against every entity, with all known answers as labels (KvsAll).</summary>
/// <remarks>
/// Softmax: cross-entropy with the labels sharing the mass evenly. Logistic: the mean over all entities of the binary
/// cross-entropy (Dettmers et al., "ConvE", 2018). An edge's query counts one over the number of edges that ask the
/// same, so that each query counts once a pass. Made of the usual losses: they take the edge's own answer as the
/// positive and all else as negatives, and what the other answers have too much is taken off. Scratch of one thread.
/// </remarks>
internal sealed class LabelLoss(LossKind loss)
{
    private readonly List<Label> _labels = [];
    private float[] _weights = [];
    private double _correction;

    /// <summary>Turns scores of every entity into gradients.</summary>
    /// <param name="tile">Scores with the targets' columns masked; gradients on return.</param>
    /// <param name="known">Known edges.</param>
    /// <param name="queries">Whose rows the tile has.</param>
    /// <param name="weights">Edge weights, or empty.</param>
    /// <param name="scale">The relation's weight.</param>
    public TileLoss Apply(
        ScoreTile tile, KnownEdges known, QueryRows queries, ReadOnlySpan<float> weights, float scale)
    {
        Prepare(tile, known, queries, weights);
        LossTile extent = new(tile.Rows, tile.Columns, tile.Stride, scale);
        ReadOnlySpan<float> own = _weights.AsSpan(0, tile.Rows);
        TileLoss found = loss == LossKind.Softmax
            ? SoftmaxLoss.Apply(tile.Positives, tile.Scores, extent, own, tile.PositiveGradients)
            : LogisticLoss.Apply(
                tile.Positives, tile.Scores, extent, own, tile.PositiveGradients, normalizer: 1);
        foreach (Label label in _labels)
        {
            float part = label.Share * scale;
            _ = label.Column < 0
                ? tile.PositiveGradients[label.Row] += part
                : tile.Scores[(label.Row * tile.Stride) + label.Column] -= part;
        }

        return new TileLoss(found.Loss + (_correction * scale), found.Violators);
    }

    private void Prepare(ScoreTile tile, KnownEdges known, QueryRows queries, ReadOnlySpan<float> weights)
    {
        if (_weights.Length < tile.Rows)
        {
            _weights = new float[tile.Rows];
        }

        _labels.Clear();
        _correction = 0;
        ReadOnlySpan<int> targets = queries.Targets(tile.Rows);
        for (int row = 0; row < tile.Rows; row++)
        {
            ReadOnlySpan<int> answers = queries.AnswersIn(known, row);
            float weight = (weights.IsEmpty ? 1f : weights[row]) / answers.Length;
            if (loss == LossKind.Softmax)
            {
                _weights[row] = weight;
                ShareOut(tile, row, targets[row], answers, weight);
            }
            else
            {
                _weights[row] = weight / tile.Columns;
                MakePositive(tile, row, targets[row], answers, weight / tile.Columns);
            }
        }
    }

    /// <summary>Softmax: the mass that the target has alone is shared by all labels.</summary>
    private void ShareOut(ScoreTile tile, int row, int target, ReadOnlySpan<int> answers, float weight)
    {
        int distinct = 0;
        for (int i = 0; i < answers.Length; i++)
        {
            distinct += i == 0 || answers[i] != answers[i - 1] ? 1 : 0;
        }

        float share = weight / distinct;
        _labels.Add(new Label(row, -1, weight - share));
        _correction += (double)(weight - share) * tile.Positives[row];
        MakePositive(tile, row, target, answers, share);
    }

    /// <summary>Answers beside the target become positives of the given weight.</summary>
    private void MakePositive(ScoreTile tile, int row, int target, ReadOnlySpan<int> answers, float weight)
    {
        for (int i = 0; i < answers.Length; i++)
        {
            int answer = answers[i];
            if (answer != target && (i == 0 || answer != answers[i - 1]))
            {
                _labels.Add(new Label(row, answer, weight));
                _correction -= (double)weight * tile.Scores[(row * tile.Stride) + answer];
            }
        }
    }

    /// <summary>A correction of one score's gradient.</summary>
    /// <param name="Row">Number of the query in its block.</param>
    /// <param name="Column">Its answer; -1 for the positive.</param>
    /// <param name="Share">What is taken off, or added to the positive's.</param>
    private readonly record struct Label(int Row, int Column, float Share);
}
