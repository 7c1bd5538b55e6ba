using System.Globalization;
using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>
/// How fast the training threads were: medians over the passes but the first, which warms up. Reading and writing of
/// tables is not in them.
/// </summary>
internal sealed class BenchTrainScreen(
    TrainingReport report, IReadOnlyList<TrainedPass> passes, RunSettings settings, StepSpeed speed) : IScreen
{
    private readonly IReadOnlyList<TrainedPass> _measured = passes.Count > 1 ? [.. passes.Skip(1)] : passes;

    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("bench train", "");
        table.AddRow("edges of an epoch", Figures.Count(Edges));
        table.AddRow("seconds of an epoch", Figures.Seconds(Seconds));
        table.AddRow("edges a second", Figures.Rate(EdgesPerSecond));
        table.AddRow("loss of the last epoch", Figures.Metric(report.LossPerEdge));
        table.AddRow("epochs measured", $"{_measured.Count} of {passes.Count}");
        table.AddRow("dimension", Figures.Count(settings.Dimension));
        table.AddRow("candidates of an edge and side", Figures.Count((long)Math.Round(speed.Profile.Candidates)));
        table.AddRow("threads", Figures.Count(Threads));
        table.AddRow("GFLOP/s in products", Giga(EdgesPerSecond * speed.FlopsPerEdge));
        table.AddRow("peak of these threads, GFLOP/s", Giga(speed.PeakFlops));
        table.AddRow("share of the peak", Figures.Percent(speed.ShareOfPeak(EdgesPerSecond)));
        foreach ((TrainingStage stage, double seconds) in speed.Profile.Stages)
        {
            table.AddRow($"one thread, us an edge: {NameOf(stage)}", Micro(seconds));
        }

        Tables.Write(console, table);
    }

    public JsonObject Facts() => new()
    {
        ["edges"] = Edges,
        ["seconds"] = Figures.Json(Seconds),
        ["edges_per_second"] = Figures.Json(EdgesPerSecond),
        ["gflops"] = Figures.Json(EdgesPerSecond * speed.FlopsPerEdge / 1e9),
        ["peak_gflops"] = Figures.Json(speed.PeakFlops / 1e9),
        ["share_of_peak"] = Figures.Json(speed.ShareOfPeak(EdgesPerSecond)),
        ["stages"] = new JsonObject(speed.Profile.Stages.Select(stage => KeyValuePair.Create(
            NameOf(stage.Stage), Figures.Json(stage.Seconds / Math.Max(1, speed.Profile.Edges))))),
        ["loss"] = Figures.Json(report.LossPerEdge),
        ["epochs_measured"] = _measured.Count,
        ["epochs"] = passes.Count,
        ["dimension"] = settings.Dimension,
        ["candidates"] = Figures.Json(speed.Profile.Candidates),
        ["num_batch_negs"] = settings.NumBatchNegs,
        ["num_uniform_negs"] = settings.NumUniformNegs,
        ["threads"] = Threads,
        ["epoch_seconds"] = new JsonArray([.. passes.Select(pass => Figures.Json(pass.TrainingSeconds))]),
    };

    private static string NameOf(TrainingStage stage) => stage.ToString().ToLowerInvariant();

    private static string Giga(double flops) => Figures.Rank(flops / 1e9);

    private string Micro(double seconds) =>
        (seconds / Math.Max(1, speed.Profile.Edges) * 1e6).ToString("0.000", CultureInfo.InvariantCulture);

    private long Edges => (long)Median.Of(_measured.Select(pass => (double)pass.Edges));

    private double Seconds => Median.Of(_measured.Select(pass => pass.TrainingSeconds));

    private double EdgesPerSecond => Median.Of(
        _measured.Select(pass => pass is { Edges: > 0, TrainingSeconds: > 0 }
            ? pass.Edges / pass.TrainingSeconds
            : double.NaN));

    private int Threads => settings.Workers ?? Environment.ProcessorCount;
}
