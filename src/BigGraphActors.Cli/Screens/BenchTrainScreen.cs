using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>How fast a training was: medians over the passes but the first, which warms up.</summary>
internal sealed class BenchTrainScreen(
    TrainingReport report, IReadOnlyList<TrainedPass> passes, RunSettings settings) : IScreen
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
        table.AddRow("negatives", $"{settings.NumBatchNegs} + {settings.NumUniformNegs}");
        table.AddRow("threads", Figures.Count(Threads));
        console.Write(table);
    }

    public JsonObject Facts() => new()
    {
        ["edges"] = Edges,
        ["seconds"] = Figures.Json(Seconds),
        ["edges_per_second"] = Figures.Json(EdgesPerSecond),
        ["loss"] = Figures.Json(report.LossPerEdge),
        ["epochs_measured"] = _measured.Count,
        ["epochs"] = passes.Count,
        ["dimension"] = settings.Dimension,
        ["num_batch_negs"] = settings.NumBatchNegs,
        ["num_uniform_negs"] = settings.NumUniformNegs,
        ["threads"] = Threads,
        ["epoch_seconds"] = new JsonArray([.. passes.Select(pass => Figures.Json(pass.Seconds))]),
    };

    private long Edges => (long)Median.Of(_measured.Select(pass => (double)pass.Edges));

    private double Seconds => Median.Of(_measured.Select(pass => pass.Seconds));

    private double EdgesPerSecond => Median.Of(_measured.Select(pass => pass.EdgesPerSecond));

    private int Threads => settings.Workers ?? Environment.ProcessorCount;
}
