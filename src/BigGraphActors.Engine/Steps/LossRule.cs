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
