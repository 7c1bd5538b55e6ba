using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;

namespace BigGraphActors.Cluster.Locking;

/// <summary>
/// What training a bucket found: <see cref="BucketReport"/> without its lease, as it travels and is kept.
/// </summary>
internal sealed record BucketFigures
{
    /// <summary>Sums over the edges trained.</summary>
    public BatchStatistics Training { get; init; }

    /// <summary>Evaluation of the held-out edges before training, or none without such edges.</summary>
    public RankingSums? HeldOutBefore { get; init; }

    /// <summary>Evaluation of the held-out edges after training.</summary>
    public RankingSums? HeldOutAfter { get; init; }

    /// <summary>Time in the HOGWILD threads, by the clock.</summary>
    public TimeSpan TrainingTime { get; init; }

    /// <summary>Time spent on evaluating held-out edges.</summary>
    public TimeSpan EvaluationTime { get; init; }

    /// <summary>Time in which the threads stood still because no bucket was to be had.</summary>
    public TimeSpan WaitTime { get; init; }

    /// <summary>Time of reading and writing beside the training of other buckets.</summary>
    public TimeSpan OverlappedTime { get; init; }

    /// <summary>Time in which the threads stood still for edges and tables.</summary>
    public TimeSpan InputOutputTime { get; init; }

    /// <summary>Bytes of edges and tables moved.</summary>
    public long InputOutputBytes { get; init; }

    /// <summary>Takes the figures out of a report.</summary>
    public static BucketFigures Of(BucketReport report) => new()
    {
        Training = report.Training,
        HeldOutBefore = report.HeldOutBefore,
        HeldOutAfter = report.HeldOutAfter,
        TrainingTime = report.TrainingTime,
        EvaluationTime = report.EvaluationTime,
        WaitTime = report.WaitTime,
        OverlappedTime = report.OverlappedTime,
        InputOutputTime = report.InputOutputTime,
        InputOutputBytes = report.InputOutputBytes,
    };

    /// <summary>The report again.</summary>
    /// <param name="lease">The lease it was trained under.</param>
    public BucketReport ToReport(BucketLease lease) => new()
    {
        Lease = lease,
        Training = Training,
        HeldOutBefore = HeldOutBefore,
        HeldOutAfter = HeldOutAfter,
        TrainingTime = TrainingTime,
        EvaluationTime = EvaluationTime,
        WaitTime = WaitTime,
        OverlappedTime = OverlappedTime,
        InputOutputTime = InputOutputTime,
        InputOutputBytes = InputOutputBytes,
    };
}
