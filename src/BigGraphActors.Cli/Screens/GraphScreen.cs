using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

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
