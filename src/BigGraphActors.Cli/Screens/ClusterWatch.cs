using System.Globalization;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cli.Screens;

/// <summary>
/// Shows a cluster's run as it goes: a line for what matters, and one that changes while buckets train.
/// </summary>
/// <remarks>One event at a time; the same event from two processes counts once.</remarks>
internal sealed class ClusterWatch(Terminal terminal)
{
    private readonly Lock _lock = new();
    private readonly TroubleLog _troubles = new(terminal.Note, TroubleLines.LineOf);
    private readonly SortedDictionary<string, TrainerLine> _trainers = new(StringComparer.Ordinal);
    private readonly HashSet<(Type, long)> _told = [];
    private readonly List<TrainedPass> _passes = [];
    private readonly HashSet<string> _nodes = [];
    private readonly long _made = TimeProvider.System.GetTimestamp();
    private long _started = TimeProvider.System.GetTimestamp();
    private RunStarted? _run;
    private readonly Dictionary<long, long> _edgesOfPass = [];
    private long _edgesToDo;
    private long _edgesDone;
    private long _bucketsDone;
    private int _epoch;
    private double _loss;

    /// <summary>The passes that ended, in order.</summary>
    public IReadOnlyList<TrainedPass> Passes => _passes;

    /// <summary>How the run ended, once it has.</summary>
    public RunFinished? End { get; private set; }

    /// <summary>Shows an event; from any thread.</summary>
    public void Tell(NodeEvent told)
    {
        lock (_lock)
        {
            switch (told.Event)
            {
                case RunStarted run:
                    Start(run);
                    break;
                case NodeUp up when _nodes.Add(up.Name):
                    terminal.Note($"node {new NodeName(up.Name).Address} is up ({up.Roles})");
                    break;
                case NodeDown down when _nodes.Remove(down.Name):
                    _trainers.Remove(down.Name);
                    terminal.Note($"node {new NodeName(down.Name).Address} is gone: {down.Reason}");
                    break;
                case BucketStarted or BucketAdvanced or BucketTrained or TrainerWaiting:
                    Follow(told);
                    break;
                case PassFinished pass when _told.Add((typeof(PassFinished), pass.Pass)):
                    Finish(pass);
                    break;
                case EvaluationDone found when _told.Add((typeof(EvaluationDone), found.Epoch)):
                    terminal.Note($"epoch {found.Epoch}: {found.Metric} {Figures.Metric(found.Value)} of held-out edges"
                        + (found.IsBest ? ", the best so far" : ""));
                    break;
                case RunFinished end:
                    End = end;
                    break;
            }

            bool isRepeated = told.Event is LeaseLost lost && !_told.Add((typeof(LeaseLost), lost.Term));
            if (!isRepeated)
            {
                _troubles.Tell(told);
            }

            Draw();
        }
    }

    /// <summary>What the passes that ended came to; their time is that of the whole cluster by the clock.</summary>
    public TrainingReport ToReport()
    {
        TimeSpan time = TimeSpan.FromSeconds(_passes.Sum(pass => pass.Seconds));
        return new TrainingReport(
            _passes.Sum(pass => pass.Edges),
            time,
            TimeProvider.System.GetElapsedTime(_made),
            _passes.Count > 0 ? _passes[^1].Loss : double.NaN,
            _passes.Count,
            End?.Version ?? 0,
            _run?.Seed ?? 0);
    }

    private void Start(RunStarted run)
    {
        bool again = _run is not null;
        _run = run;
        _edgesToDo = run.Edges > 0
            ? run.Edges + _edgesOfPass.Where(pass => pass.Key < run.FirstPass).Sum(pass => pass.Value)
            : 0;
        string seed = run.Seed.ToString(CultureInfo.InvariantCulture);
        terminal.Note(again
            ? $"the run goes on from version {run.FirstPass}"
            : $"training {Figures.Count(run.Epochs, "epoch")} of {Figures.Count(run.Buckets, "bucket")} into "
                + $"{run.Run}, seed {seed}" + (run.FirstPass > 0 ? $", from version {run.FirstPass}" : ""));
    }

    private void Follow(NodeEvent told)
    {
        TrainerLine line = _trainers.GetValueOrDefault(told.Node, new TrainerLine());
        switch (told.Event)
        {
            case BucketStarted started:
                line = line with { Doing = started.Bucket.ToString(), Edges = 0 };
                _epoch = Math.Max(_epoch, started.Epoch);
                break;
            case BucketAdvanced advanced:
                line = line with { Edges = advanced.EdgesDone };
                break;
            case BucketTrained trained when _told.Add((typeof(BucketTrained), trained.Term)):
                double wall = trained.TrainingSeconds + trained.EvaluationSeconds + trained.WaitSeconds
                    + trained.InputOutputSeconds;
                line = line with
                {
                    Edges = 0,
                    EdgesPerSecond = trained.EdgesPerSecond,
                    InputOutput = wall > 0 ? trained.InputOutputSeconds / wall : 0,
                };
                _started = _edgesDone == 0 ? TimeProvider.System.GetTimestamp() : _started;
                _edgesDone += trained.Edges;
                _edgesOfPass[trained.Pass] = _edgesOfPass.GetValueOrDefault(trained.Pass) + trained.Edges;
                _loss = trained.Loss;
                _bucketsDone++;
                break;
            case TrainerWaiting:
                line = line with { Doing = "waits", Edges = 0 };
                break;
        }

        _trainers[told.Node] = line;
    }

    private void Finish(PassFinished pass)
    {
        var trained = new TrainedPass(pass.Epoch + 1, pass.Edges, pass.Loss, pass.Seconds, pass.TrainingSeconds);
        _passes.Add(trained);
        terminal.Note(
            $"epoch {pass.Epoch + 1}/{_run?.Epochs}: loss {Figures.Metric(pass.Loss)}, "
            + $"{Figures.Count(pass.Edges)} edges in {Figures.Seconds(pass.Seconds)} "
            + $"({Figures.Rate(trained.EdgesPerSecond)} edges/s)");
    }

    private void Draw()
    {
        if (_run is null || _trainers.Count == 0)
        {
            return;
        }

        long done = _edgesDone + _trainers.Values.Sum(line => line.Edges);
        string[] hosts = [.. _trainers.Keys.Select(node => node.Split(':')[0]).Distinct()];
        string trainers = string.Concat(_trainers.Select(
            pair => $" | {new NodeName(pair.Key).Address[(hosts.Length > 1 ? 0 : hosts[0].Length)..]} {pair.Value}"));
        terminal.Progress.Report(
            $"epoch {_epoch + 1}/{_run.Epochs}",
            done,
            _edgesToDo > 0 ? Math.Max(done, _edgesToDo) : 0,
            "edges",
            TimeProvider.System.GetElapsedTime(_started),
            (_bucketsDone > 0 ? $", loss {Figures.Metric(_loss)}" : "") + trainers);
    }

    private sealed record TrainerLine
    {
        public string Doing { get; init; } = "";

        public long Edges { get; init; }

        public double EdgesPerSecond { get; init; }

        public double InputOutput { get; init; }

        public override string ToString() => EdgesPerSecond > 0
            ? $"{Doing} {Figures.Rate(EdgesPerSecond)}/s, {Figures.Percent(InputOutput)} I/O"
            : Doing;
    }
}
