using System.Text.Json.Nodes;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What a training did.</summary>
internal sealed class TrainingScreen(
    TrainingReport report, IReadOnlyList<TrainedPass> passes, RunSettings settings) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        if (report.Passes == 0)
        {
            console.WriteLine(
                $"Nothing to train: {settings.CheckpointPath} is at version {report.Version}, with all of "
                + $"{Figures.Count(settings.NumEpochs, "epoch")} done.");
            return;
        }

        Table table = Tables.OfFigures("training", "");
        table.AddRow("edges", Figures.Count(report.Edges));
        table.AddRow("time in training", Figures.Seconds(report.TrainingTime.TotalSeconds));
        table.AddRow("edges a second", Figures.Rate(report.EdgesPerSecond));
        table.AddRow("time in all", Figures.Seconds(report.Elapsed.TotalSeconds));
        table.AddRow("loss of the last epoch", Figures.Metric(report.LossPerEdge));
        table.AddRow("checkpoint", Tables.Plain($"{settings.CheckpointPath}, version {report.Version}"));
        console.Write(table);
    }

    public JsonObject Facts() => new()
    {
        ["edges"] = report.Edges,
        ["seconds"] = Figures.Json(report.TrainingTime.TotalSeconds),
        ["edges_per_second"] = Figures.Json(report.EdgesPerSecond),
        ["loss"] = Figures.Json(report.LossPerEdge),
        ["total_seconds"] = Figures.Json(report.Elapsed.TotalSeconds),
        ["passes"] = report.Passes,
        ["checkpoint_path"] = settings.CheckpointPath,
        ["checkpoint_version"] = report.Version,
        ["seed"] = report.Seed,
        ["epochs"] = new JsonArray([.. passes.Select(PassFacts)]),
    };

    private static JsonNode PassFacts(TrainedPass pass) => new JsonObject
    {
        ["epoch"] = pass.Epoch,
        ["edges"] = pass.Edges,
        ["seconds"] = Figures.Json(pass.Seconds),
        ["edges_per_second"] = Figures.Json(pass.EdgesPerSecond),
        ["loss"] = Figures.Json(pass.Loss),
    };
}
