namespace BigGraphActors.Storage.Pbg;

/// <summary>One line of <c>training_stats.json</c>: a bucket's training, or the mean of a pass.</summary>
/// <remarks>
/// PBG: a bucket's line has both partitions and <see cref="Stats"/>; the line of the mean has only
/// <see cref="EvalStatsChunkAvg"/>. A metric may be NaN or infinite, as in Python's JSON.
/// </remarks>
public sealed record TrainingStatsLine
{
    /// <summary>Left-hand partition of the bucket; none on a line of a mean.</summary>
    public int? LhsPartition { get; init; }

    /// <summary>Right-hand partition of the bucket; none on a line of a mean.</summary>
    public int? RhsPartition { get; init; }

    /// <summary>Which bucket of the whole run, from 0; on a line of a mean that of the pass's last.</summary>
    public required long Index { get; init; }

    /// <summary>Of training.</summary>
    public BucketStats? Stats { get; init; }

    /// <summary>Of the held-out edges before training, where some are held out.</summary>
    public BucketStats? EvalStatsBefore { get; init; }

    /// <summary>Of the held-out edges after training, where some are held out.</summary>
    public BucketStats? EvalStatsAfter { get; init; }

    /// <summary>Epoch, from 0.</summary>
    public required long EpochIndex { get; init; }

    /// <summary>Edge path, from 0.</summary>
    public required long EdgePathIndex { get; init; }

    /// <summary>Edge slice, from 0.</summary>
    public required long EdgeSliceIndex { get; init; }

    /// <summary>Mean over the pass of all <see cref="EvalStatsBefore"/>, by count.</summary>
    public BucketStats? EvalStatsChunkAvg { get; init; }
}
