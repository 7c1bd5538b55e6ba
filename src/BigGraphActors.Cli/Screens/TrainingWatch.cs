using System.Globalization;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Screens;

/// <summary>Turns the events of a training into a progress line and one line a pass on the error stream.</summary>
/// <remarks>
/// With <c>verbose = 1</c> also the settings and the phases of every bucket. Events come from any thread, one run at a
/// time.
/// </remarks>
internal sealed class TrainingWatch(Terminal terminal, RunSettings settings)
{
    private readonly Lock _lock = new();
    private readonly List<TrainedPass> _passes = [];
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private RunStarted? _run;
    private long _edgesDone;

    /// <summary>The passes that ended, in order.</summary>
    public IReadOnlyList<TrainedPass> Passes => _passes;

    /// <summary>Shows an event of a training.</summary>
    public void Tell(RunEvent happened)
    {
        lock (_lock)
        {
            switch (happened)
            {
                case RunStarted run:
                    Start(run);
                    break;
                case BucketAdvanced advanced:
                    Advance(advanced);
                    break;
                case BucketTrained bucket:
                    _edgesDone += bucket.Edges;
                    break;
                case PassFinished pass:
                    Finish(pass);
                    break;
                case EvaluationDone found:
                    terminal.Note(LineOf(found));
                    break;
            }

            if (settings.Verbose > 0 && TrainingDetail.LineOf(happened, settings, _run?.Buckets ?? 0) is { } detail)
            {
                terminal.Note(detail);
            }
        }
    }

    private void Start(RunStarted run)
    {
        _run = run;
        string seed = run.Seed.ToString(CultureInfo.InvariantCulture);
        string threads = Figures.Count(settings.Workers ?? Environment.ProcessorCount, "thread");
        if (settings.Verbose > 0)
        {
            TrainingDetail.SettingsOf(settings).ToList().ForEach(terminal.Note);
        }

        terminal.Note($"training with {threads}, {Figures.Count(run.Buckets, "bucket")}, seed {seed}");
        if (run.FirstPass > 0 && run.FirstPass < run.TotalPasses)
        {
            terminal.Note(
                $"the checkpoint already holds {run.FirstPass} of {run.TotalPasses} passes; training goes on "
                + "from there");
        }
    }

    private void Advance(BucketAdvanced advanced)
    {
        if (_run is null)
        {
            return;
        }

        long done = _edgesDone + advanced.EdgesDone;
        terminal.Progress.Report(
            NameOf(advanced.Epoch, advanced.EdgePath, advanced.EdgeSlice),
            done,
            _run.Edges > 0 ? Math.Max(done, _run.Edges) : 0,
            "edges",
            TimeProvider.System.GetElapsedTime(_started));
    }

    private void Finish(PassFinished pass)
    {
        var trained = new TrainedPass(pass.Epoch + 1, pass.Edges, pass.Loss, pass.Seconds, pass.TrainingSeconds);
        _passes.Add(trained);
        terminal.Note(
            $"{NameOf(pass.Epoch, pass.EdgePath, pass.EdgeSlice)}: loss {Figures.Metric(trained.Loss)}, "
            + $"{Figures.Count(trained.Edges)} edges in {Figures.Seconds(trained.Seconds)} "
            + $"({Figures.Rate(trained.EdgesPerSecond)} edges/s)");
    }

    private static string LineOf(EvaluationDone found) =>
        $"validation after epoch {found.Epoch}: {found.Metric} {Figures.Metric(found.Value)}"
        + (found.IsBest ? ", the best so far, kept under best" : "")
        + (found.EndsRun ? "; nothing better for long enough, so the run ends" : "");

    private string NameOf(int epoch, int edgePath, int edgeSlice)
    {
        string name = $"epoch {epoch + 1}/{settings.NumEpochs}";
        if (settings.EdgePaths.Count > 1)
        {
            name += $", edge path {edgePath + 1}/{settings.EdgePaths.Count}";
        }

        return edgeSlice > 0 ? $"{name}, slice {edgeSlice + 1}" : name;
    }
}

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

/// <summary>What one pass over all buckets came to.</summary>
/// <param name="Epoch">Epoch, from 1.</param>
/// <param name="Edges">Edges trained.</param>
/// <param name="Loss">Mean loss of an edge; NaN where there was none.</param>
/// <param name="Seconds">Time by the clock, reading and writing of tables included.</param>
/// <param name="TrainingSeconds">Time in training threads, summed over buckets: of a cluster over its trainers.</param>
internal sealed record TrainedPass(int Epoch, long Edges, double Loss, double Seconds, double TrainingSeconds)
{
    /// <summary>Edges trained in a second; NaN where nothing was trained.</summary>
    public double EdgesPerSecond => Edges > 0 && Seconds > 0 ? Edges / Seconds : double.NaN;
}
