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
