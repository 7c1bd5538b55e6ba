namespace BigGraphActors.Cluster.Parameters;

/// <summary>How eagerly a trainer exchanges parameters.</summary>
internal sealed record ParameterLoopSettings
{
    /// <summary>Bytes a second, in both directions together; 0 sets no bound. PBG: 1e8.</summary>
    public long BytesPerSecond { get; init; } = 100_000_000;

    /// <summary>Least time from the start of a round over all slices to the next. PBG: 0.01 s.</summary>
    public TimeSpan RoundInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Largest share of its time in which the loop exchanges, up to <see cref="LongestRest"/> and unless somebody waits
    /// for it. Small models would go round a hundred times a second, and take a quarter of a core from training.
    /// </summary>
    public double BusyShare { get; init; } = 0.05;

    /// <summary>Longest time from the start of a round to the next that <see cref="BusyShare"/> brings about.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after a round in which a slice could not be reached.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the training loop waits, after a bucket, for its change to be handed on.</summary>
    public TimeSpan PushPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a trainer waits at its start for all slices to be found.</summary>
    public TimeSpan PullPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time between reports.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(5);
}
