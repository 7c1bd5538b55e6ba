using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;
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
    /// <param name="happened">The event.</param>
    /// <param name="settings">The run.</param>
    /// <param name="buckets">Buckets of a pass.</param>
    public static string? LineOf(RunEvent happened, RunSettings settings, int buckets) => happened switch
    {
        PassStarted pass => $"edge path {settings.EdgePaths[pass.EdgePath]}",
        BucketStarted bucket =>
            $"bucket {bucket.Bucket}, {buckets - bucket.Remaining} of {buckets}: "
            + $"{Figures.Count(bucket.Edges, "edge")} in memory",
        BucketTrained bucket => $"bucket {bucket.Bucket}: {Phases(bucket)}",
        CheckpointCommitted checkpoint =>
            $"checkpoint version {checkpoint.Version} written in {Figures.Seconds(checkpoint.Seconds)}",
        _ => null,
    };

    private static string Phases(BucketTrained bucket) => string.Join("; ", new[]
    {
        Training(bucket),
        HeldOut(bucket),
        $"input and output {Figures.Bytes(bucket.InputOutputBytes)} in {Figures.Seconds(bucket.InputOutputSeconds)}",
    }.OfType<string>());

    private static string Training(BucketTrained bucket)
    {
        double seconds = bucket.TrainingSeconds;
        string rate = seconds > 0 ? $" ({Figures.Rate(bucket.EdgesPerSecond)} edges/s)" : "";
        return $"trained {Figures.Count(bucket.Edges, "edge")} in {Figures.Seconds(seconds)}{rate}, "
            + $"loss {Figures.Metric(bucket.Loss)}, regulariser {Figures.Metric(bucket.Regularization)}, violators "
            + $"{Figures.Metric(bucket.LhsViolators)} left, {Figures.Metric(bucket.RhsViolators)} right";
    }

    private static string? HeldOut(BucketTrained bucket) =>
        bucket is { ReciprocalRankBefore: { } before, ReciprocalRankAfter: { } after }
            ? $"held out {Figures.Count(bucket.HeldOutEdges, "edge")}: MRR {Figures.Metric(before)} before, "
                + $"{Figures.Metric(after)} after, in {Figures.Seconds(bucket.EvaluationSeconds)}"
            : null;
}
