using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Engine.Evaluation;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>A whole run in a few lines; to a program, the keys of training and evaluation together.</summary>
internal sealed class RunOutcomeScreen(RunOutcome outcome) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        RankSums ranks = outcome.Ranking.Pessimistic;
        string kind = outcome.Ranking.Protocol.Filtered ? "filtered" : "raw";
        Table table = Tables.OfFigures("in short", "");
        table.AddRow("edges trained", Figures.Count(outcome.Training.Edges));
        table.AddRow("edges a second", Figures.Rate(outcome.Training.EdgesPerSecond));
        table.AddRow($"{kind} MRR", Figures.Metric(ranks.Reciprocal));
        table.AddRow($"{kind} Hits@10", Figures.Metric(ranks.Within10));
        table.AddRow("time in all", Figures.Seconds(outcome.Elapsed.TotalSeconds));
        Tables.Write(console, table);
        console.WriteLine($"Vectors: {outcome.Settings.CheckpointPath}");
    }

    public JsonObject Facts()
    {
        JsonObject facts = new TrainingScreen(outcome.Training, outcome.Passes, outcome.Settings).Facts();
        foreach ((string key, JsonNode? value) in new RankingScreen(outcome.Ranking).Facts())
        {
            // Both have a loss; the one of training keeps the name.
            facts[key == "loss" ? "eval_loss" : key] = value?.DeepClone();
        }

        facts["import_seconds"] = outcome.Import is null ? null : Figures.Json(outcome.Import.Elapsed.TotalSeconds);
        facts["training_seconds_in_all"] = Figures.Json(outcome.Training.Elapsed.TotalSeconds);
        facts["total_seconds"] = Figures.Json(outcome.Elapsed.TotalSeconds);
        if (outcome.Neighbours.Count > 0)
        {
            facts["neighbours"] = new NeighboursScreen(outcome.Neighbours).List();
        }

        return facts;
    }
}
