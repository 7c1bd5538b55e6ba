namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer exchanged its changes of shared parameters; told once a few seconds.</summary>
/// <param name="RoundSeconds">Time of the last round over all slices.</param>
/// <param name="StalenessSeconds">Age of the oldest change that others had not seen, before the round.</param>
/// <param name="BytesPerSecond">Bytes moved in a second.</param>
public sealed record ParametersExchanged(
    double RoundSeconds,
    double StalenessSeconds,
    double BytesPerSecond) : RunEvent;
