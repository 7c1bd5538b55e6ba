using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training.Events;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Screens;

/// <summary>The lines of a training that only <c>verbose = 1</c> shows: its settings, and every phase.</summary>
/// <remarks>PBG: what its DEBUG lines and its line a bucket say, in one line a bucket.</remarks>
internal static class TrainingDetail
{
    /// <summary>The settings that are not at their default, one on a line.</summary>
    public static IEnumerable<string> SettingsOf(RunSettings settings) => SettingsView.Rows(settings)
        .Where(row => !row.IsDefault)
        .Select(row => $"setting {row.Path} = {row.Value}");

    /// <summary>The line of an event; none for those that say nothing new.</summary>
    public static string? LineOf(TrainingEvent happened, int buckets) => happened switch
    {
        PassStarted pass => $"edge path {pass.EdgePath}",
        BucketStarted bucket =>
            $"bucket {bucket.Lease.Bucket}, {buckets - bucket.Lease.Remaining} of {buckets}: "
            + $"{Figures.Count(bucket.Edges, "edge")} in memory",
        BucketTrained bucket => $"bucket {bucket.Report.Lease.Bucket}: {Phases(bucket.Report)}",
        CheckpointCommitted checkpoint =>
            $"checkpoint version {checkpoint.Version} written in {Figures.Seconds(checkpoint.Elapsed.TotalSeconds)}",
        _ => null,
    };

    private static string Phases(BucketReport report) => string.Join("; ", new[]
    {
        Training(report),
        HeldOut(report),
        $"input and output {Figures.Bytes(report.InputOutputBytes)} in "
            + Figures.Seconds(report.InputOutputTime.TotalSeconds),
    }.OfType<string>());

    private static string Training(BucketReport report)
    {
        BatchStatistics sums = report.Training;
        double seconds = report.TrainingTime.TotalSeconds;
        string rate = seconds > 0 ? $" ({Figures.Rate(sums.Count / seconds)} edges/s)" : "";
        return $"trained {Figures.Count(sums.Count, "edge")} in {Figures.Seconds(seconds)}{rate}, "
            + $"loss {PerEdge(sums.Loss, sums)}, regulariser {PerEdge(sums.Regularization, sums)}, violators "
            + $"{PerEdge(sums.LhsViolators, sums)} left, {PerEdge(sums.RhsViolators, sums)} right";
    }

    private static string PerEdge(double sum, BatchStatistics sums) =>
        Figures.Metric(sum / sums.Count);

    private static string? HeldOut(BucketReport report) =>
        report is { HeldOutBefore: { Count: > 0 } before, HeldOutAfter: { } after }
            ? $"held out {Figures.Count(before.Count, "edge")}: MRR {Mrr(before)} before, {Mrr(after)} after, in "
                + Figures.Seconds(report.EvaluationTime.TotalSeconds)
            : null;

    private static string Mrr(RankingSums sums) => Figures.Metric(sums.Pessimistic.PerEdge(sums.Count).Reciprocal);
}
