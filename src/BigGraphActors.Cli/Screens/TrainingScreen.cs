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
            string why = report.IsEndedByValidation
                ? "where the validation ended it; the best is under best (a higher validation.patience goes on)."
                : $"with all of {Figures.Count(settings.NumEpochs, "epoch")} done.";
            console.WriteLine(
                $"Nothing to train: {settings.CheckpointPath} is at version {report.Version}, {why}");
            return;
        }

        Table table = Tables.OfFigures("training", "");
        table.AddRow("edges", Figures.Count(report.Edges));
        table.AddRow("time in training threads", Figures.Seconds(report.TrainingTime.TotalSeconds));
        table.AddRow("edges a second in them", Figures.Rate(report.EdgesPerSecond));
        table.AddRow("time in all", Figures.Seconds(report.Elapsed.TotalSeconds));
        table.AddRow("loss of the last epoch", Figures.Metric(report.LossPerEdge));
        table.AddRow("checkpoint", Tables.Plain($"{settings.CheckpointPath}, version {report.Version}"));
        if (report.IdleVectors > 0)
        {
            table.AddRow("vectors never trained", Figures.Count(report.IdleVectors));
        }

        if (report.Best is { } best)
        {
            table.AddRow(
                $"best {best.Metric}",
                Tables.Plain($"{Figures.Metric(best.Value)} after epoch {best.Epoch}, kept under best"));
        }

        Tables.Write(console, table);
    }

    public JsonObject Facts()
    {
        JsonObject facts = TrainingFacts();
        if (report.Best is { } best)
        {
            facts["best"] = new JsonObject
            {
                ["metric"] = best.Metric,
                ["value"] = Figures.Json(best.Value),
                ["epoch"] = best.Epoch,
                ["version"] = best.Version,
            };
            facts["ended_by_validation"] = report.IsEndedByValidation;
        }

        return facts;
    }

    private JsonObject TrainingFacts() => new()
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
        ["idle_vectors"] = report.IdleVectors,
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
