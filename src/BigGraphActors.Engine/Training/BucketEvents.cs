using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Training;

/// <summary>Something that happened in a run; a fact, told once, from any thread.</summary>
/// <remarks>
/// The engine tells what happens to a bucket in training. The cluster adds events of its own, and sends each of them
/// with the node and the time.
/// </remarks>
public abstract record RunEvent;

/// <summary>Something that happened to a bucket in training.</summary>
public abstract record BucketEvent : RunEvent
{
    /// <summary>The pair of partitions that is trained.</summary>
    public Bucket Bucket { get; init; }

    /// <summary>Number of the pass, from 0.</summary>
    public long Pass { get; init; }

    /// <summary>Epoch, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Edge path, from 0.</summary>
    public int EdgePath { get; init; }

    /// <summary>Edge slice, from 0.</summary>
    public int EdgeSlice { get; init; }

    /// <summary>Term of its lease.</summary>
    public long Term { get; init; }
}

/// <summary>A bucket's tables and edges are in memory; training begins.</summary>
/// <param name="Edges">Edges of the slice.</param>
/// <param name="Remaining">Buckets of the pass that nobody had been given yet.</param>
/// <param name="Threads">HOGWILD threads.</param>
public sealed record BucketStarted(int Edges, int Remaining, int Threads) : BucketEvent;

/// <summary>A bucket's training went on; a trainer tells it at most twice a second.</summary>
/// <param name="EdgesDone">Edges trained so far.</param>
public sealed record BucketAdvanced(long EdgesDone) : BucketEvent;

/// <summary>A bucket is trained, and what it changed is durable.</summary>
public sealed record BucketTrained : BucketEvent
{
    /// <summary>Edges trained; those held out for evaluation are not counted.</summary>
    public long Edges { get; init; }

    /// <summary>Mean loss of an edge.</summary>
    public double Loss { get; init; }

    /// <summary>Mean regularisation of an edge.</summary>
    public double Regularization { get; init; }

    /// <summary>Mean number of left-hand negatives of an edge that score above it.</summary>
    public double LhsViolators { get; init; }

    /// <summary>Mean number of right-hand negatives of an edge that score above it.</summary>
    public double RhsViolators { get; init; }

    /// <summary>Edges held out for evaluation.</summary>
    public long HeldOutEdges { get; init; }

    /// <summary>Mean reciprocal rank of the held-out edges before training; none without such edges.</summary>
    public double? ReciprocalRankBefore { get; init; }

    /// <summary>Mean reciprocal rank of the held-out edges after training; none without such edges.</summary>
    public double? ReciprocalRankAfter { get; init; }

    /// <summary>Time in HOGWILD threads.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Time on held-out edges.</summary>
    public double EvaluationSeconds { get; init; }

    /// <summary>Time in which no bucket was to be had.</summary>
    public double WaitSeconds { get; init; }

    /// <summary>Time in which threads stood still for bytes; with the three above, the wall time.</summary>
    public double InputOutputSeconds { get; init; }

    /// <summary>Time of input and output beside the training of other buckets.</summary>
    public double OverlappedSeconds { get; init; }

    /// <summary>Bytes of edges and tables moved.</summary>
    public long InputOutputBytes { get; init; }

    /// <summary>Edges trained in a second of training; 0 where none was.</summary>
    public double EdgesPerSecond => TrainingSeconds > 0 ? Edges / TrainingSeconds : 0;

    /// <summary>What a report says, without its place in the run.</summary>
    internal static BucketTrained Of(BucketReport report)
    {
        BatchStatistics sums = report.Training;
        return new BucketTrained
        {
            Edges = sums.Count,
            Loss = sums.LossPerEdge,
            Regularization = sums.Regularization / sums.Count,
            LhsViolators = (double)sums.LhsViolators / sums.Count,
            RhsViolators = (double)sums.RhsViolators / sums.Count,
            HeldOutEdges = report.HeldOutBefore?.Count ?? 0,
            ReciprocalRankBefore = ReciprocalRankOf(report.HeldOutBefore),
            ReciprocalRankAfter = ReciprocalRankOf(report.HeldOutAfter),
            TrainingSeconds = report.TrainingTime.TotalSeconds,
            EvaluationSeconds = report.EvaluationTime.TotalSeconds,
            WaitSeconds = report.WaitTime.TotalSeconds,
            InputOutputSeconds = report.InputOutputTime.TotalSeconds,
            OverlappedSeconds = report.OverlappedTime.TotalSeconds,
            InputOutputBytes = report.InputOutputBytes,
        };
    }

    private static double? ReciprocalRankOf(RankingSums? heldOut) =>
        heldOut is { Count: > 0 } sums ? sums.Pessimistic.PerEdge(sums.Count).Reciprocal : null;
}

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

/// <summary>One evaluation between epochs.</summary>
/// <param name="Epoch">Epochs done, from 1.</param>
/// <param name="Version">The checkpoint's version that was ranked.</param>
/// <param name="Metric">What was compared, as settings spell it.</param>
/// <param name="Value">Its value; NaN where the model has diverged, which is never the best.</param>
/// <param name="IsBest">Whether it beat all before.</param>
public sealed record ValidationRecord(int Epoch, int Version, string Metric, double Value, bool IsBest);
