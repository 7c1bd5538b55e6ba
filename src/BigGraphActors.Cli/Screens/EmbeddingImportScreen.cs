using System.Text.Json.Nodes;
using BigGraphActors.Storage.Import.Vectors;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What became of vectors that were text.</summary>
internal sealed class EmbeddingImportScreen(EmbeddingImportReport report) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("vectors", "");
        table.AddRow("layout", Tables.Plain(report.Layout));
        table.AddRow("vectors", Figures.Count(report.Entities));
        table.AddRow("dimension", Figures.Count(report.Dim));
        table.AddRow("relations", Figures.Count(report.Relations));
        table.AddRow("entities", Tables.Plain(report.EntityPath));
        table.AddRow("checkpoint", Tables.Plain($"{report.CheckpointPath}, version 0"));
        table.AddRow("time", Figures.Seconds(report.Elapsed.TotalSeconds));
        Tables.Write(console, table);
    }

    public JsonObject Facts() => new()
    {
        ["layout"] = report.Layout,
        ["vectors"] = report.Entities,
        ["dimension"] = report.Dim,
        ["relations"] = report.Relations,
        ["entity_path"] = report.EntityPath,
        ["checkpoint_path"] = report.CheckpointPath,
        ["checkpoint_version"] = 0,
        ["seconds"] = Figures.Json(report.Elapsed.TotalSeconds),
    };
}
