namespace BigGraphActors.Numerics.Losses;

/// <summary>What a loss has to say about one tile.</summary>
/// <param name="Loss">Sum over the tile's rows, weights and scale included; NaN when a score is.</param>
/// <param name="Violators">Pairs whose negative scores strictly above its positive.</param>
public readonly record struct TileLoss(double Loss, long Violators);
