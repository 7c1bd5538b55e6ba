using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
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

/// <summary>All that a run from edge list to evaluated vectors came to.</summary>
internal sealed record RunOutcome
{
    /// <summary>The settings it ran with.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The import, or none where the graph had been imported before.</summary>
    public required ImportReport? Import { get; init; }

    /// <summary>What the training reports: edges, time, loss.</summary>
    public required TrainingReport Training { get; init; }

    /// <summary>Its passes.</summary>
    public required IReadOnlyList<TrainedPass> Passes { get; init; }

    /// <summary>The evaluation of the held out edges.</summary>
    public required RankingReport Ranking { get; init; }

    /// <summary>Some entities with those nearest to them; empty where nobody asked.</summary>
    public IReadOnlyList<Neighbourhood> Neighbours { get; init; } = [];

    /// <summary>Time by the clock.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>What graph the example built.</summary>
internal sealed class GraphScreen(GraphSummary graph) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("relation", "edges");
        foreach ((string name, int edges) in graph.Relations)
        {
            table.AddRow(name, Figures.Count(edges));
        }

        Tables.Draw(console, "Graph of the .NET base library", table);
        console.WriteLine(
            $"{Figures.Count(graph.Edges)} edges from {graph.Assemblies} assemblies: {Figures.Count(graph.Train)} to "
            + $"learn from, {Figures.Count(graph.Valid)} and {Figures.Count(graph.Test)} held out.");
    }

    public JsonObject Facts() => new()
    {
        ["assemblies"] = graph.Assemblies,
        ["graph_edges"] = graph.Edges,
        ["train_edges"] = graph.Train,
        ["valid_edges"] = graph.Valid,
        ["test_edges"] = graph.Test,
    };
}
