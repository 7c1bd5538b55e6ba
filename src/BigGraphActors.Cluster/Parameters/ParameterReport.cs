namespace BigGraphActors.Cluster.Parameters;

/// <summary>What a trainer's exchange of parameters came to since the last report.</summary>
/// <param name="Rounds">Rounds over all slices.</param>
/// <param name="RoundTime">Time of the last one.</param>
/// <param name="Staleness">The longest that a change of this trainer waited for its exchange to end.</param>
/// <param name="StalenessP99">The same for 99 of 100 exchanges.</param>
/// <param name="Bytes">Bytes moved in both directions.</param>
/// <param name="Elapsed">Time since the last report.</param>
/// <param name="Unreached">Slices that the last round could not reach.</param>
/// <param name="Repaired">Elements that were no numbers, were not handed on, and were set back.</param>
internal sealed record ParameterReport(
    long Rounds,
    TimeSpan RoundTime,
    TimeSpan Staleness,
    TimeSpan StalenessP99,
    long Bytes,
    TimeSpan Elapsed,
    int Unreached,
    long Repaired);
