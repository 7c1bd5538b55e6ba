namespace BigGraphActors.Numerics.Updates;

/// <summary>How many accumulators of a batch are taken.</summary>
/// <param name="Taken">Ever taken: the first that are not are behind them.</param>
/// <param name="Free">Of these, used up since.</param>
public record struct PlaceCounts(int Taken, int Free);
