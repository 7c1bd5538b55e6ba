using System.Globalization;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training.Events;
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
    public void Tell(TrainingEvent happened)
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
                    _edgesDone += bucket.Report.Training.Count;
                    break;
                case PassFinished pass:
                    Finish(pass);
                    break;
                case Validated found:
                    terminal.Note(LineOf(found));
                    break;
            }

            if (settings.Verbose > 0 && TrainingDetail.LineOf(happened, _run?.Buckets ?? 0) is { } detail)
            {
                terminal.Note(detail);
            }
        }
    }

    private void Start(RunStarted run)
    {
        _run = run;
        string seed = run.Seed.ToString(CultureInfo.InvariantCulture);
        string threads = Figures.Count(run.Threads, "thread");
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
            NameOf(advanced.Lease.Position),
            done,
            _run.Edges > 0 ? Math.Max(done, _run.Edges) : 0,
            "edges",
            TimeProvider.System.GetElapsedTime(_started));
    }

    private void Finish(PassFinished pass)
    {
        var trained = new TrainedPass(
            pass.Position.Epoch + 1,
            pass.Statistics.Count,
            pass.Statistics.LossPerEdge,
            pass.Elapsed.TotalSeconds,
            pass.TrainingTime.TotalSeconds);
        _passes.Add(trained);
        terminal.Note(
            $"{NameOf(pass.Position)}: loss {Figures.Metric(trained.Loss)}, {Figures.Count(trained.Edges)} edges in "
            + $"{Figures.Seconds(trained.Seconds)} ({Figures.Rate(trained.EdgesPerSecond)} edges/s)");
    }

    private static string LineOf(Validated found) =>
        $"validation after epoch {found.Epoch}: {found.Metric} {Figures.Metric(found.Value)}"
        + (found.IsBest ? ", the best so far, kept under best" : "")
        + (found.EndsRun ? "; nothing better for long enough, so the run ends" : "");

    private string NameOf(PassPosition position)
    {
        string name = $"epoch {position.Epoch + 1}/{settings.NumEpochs}";
        if (settings.EdgePaths.Count > 1)
        {
            name += $", edge path {position.EdgePath + 1}/{settings.EdgePaths.Count}";
        }

        return position.EdgeSlice > 0 ? $"{name}, slice {position.EdgeSlice + 1}" : name;
    }
}
