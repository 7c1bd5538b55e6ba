namespace BigGraphActors.Engine.Training;

/// <summary>What a run did.</summary>
/// <param name="Edges">Edges trained, each pass counted.</param>
/// <param name="TrainingTime">Time in HOGWILD threads by the clock: what edges/s refers to.</param>
/// <param name="Elapsed">The whole run by the clock.</param>
/// <param name="LossPerEdge">Mean loss of an edge in the last epoch; NaN when no edge was trained.</param>
/// <param name="Passes">Passes done by this run; 0 when the checkpoint was already complete.</param>
/// <param name="Version">The checkpoint's version at the end.</param>
/// <param name="Seed">What random sequences started from.</param>
public sealed record TrainingReport(
    long Edges, TimeSpan TrainingTime, TimeSpan Elapsed, double LossPerEdge, long Passes, long Version, long Seed)
{
    /// <summary>Vectors that no gradient has moved in the whole run, an earlier part of it included.</summary>
    public long IdleVectors { get; init; }

    /// <summary>The best evaluation between epochs; none without a validation.</summary>
    public ValidationRecord? Best { get; init; }

    /// <summary>Whether the run ended, or would not go on, because nothing better came for long enough.</summary>
    public bool IsEndedByValidation { get; init; }

    /// <summary>Edges trained in a second of training time; NaN when nothing was trained.</summary>
    public double EdgesPerSecond =>
        Edges > 0 && TrainingTime > TimeSpan.Zero ? Edges / TrainingTime.TotalSeconds : double.NaN;
}
