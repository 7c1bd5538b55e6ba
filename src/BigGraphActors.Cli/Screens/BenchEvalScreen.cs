using System.Text.Json.Nodes;
using BigGraphActors.Engine.Evaluation;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>How fast an evaluation was.</summary>
internal sealed class BenchEvalScreen(RankingReport report) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("bench eval", "");
        table.AddRow("edges ranked", Figures.Count(report.Count));
        table.AddRow("seconds", Figures.Seconds(report.Elapsed.TotalSeconds));
        table.AddRow("edges a second", Figures.Rate(EdgesPerSecond));
        table.AddRow("kind", report.Protocol.Filtered ? "filtered" : "raw");
        table.AddRow("MRR", Figures.Metric(report.Pessimistic.Reciprocal));
        Tables.Write(console, table);
    }

    public JsonObject Facts()
    {
        JsonObject facts = new RankingScreen(report).Facts();
        facts["edges"] = report.Count;
        facts["seconds"] = Figures.Json(report.Elapsed.TotalSeconds);
        facts["edges_per_second"] = Figures.Json(EdgesPerSecond);
        return facts;
    }

    private double EdgesPerSecond =>
        report is { Count: > 0, Elapsed.Ticks: > 0 } ? report.Count / report.Elapsed.TotalSeconds : double.NaN;
}
