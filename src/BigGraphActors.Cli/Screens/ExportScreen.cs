using System.Text.Json.Nodes;
using BigGraphActors.Storage.Export;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What an export wrote.</summary>
internal sealed class ExportScreen(ExportReport report, ExportRequest request) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("exported", "lines");
        foreach ((string type, long count) in report.Entities)
        {
            table.AddRow(Tables.Plain($"entities of type {type}"), Figures.Count(count));
        }

        if (request.RelationsFile is not null)
        {
            table.AddRow("relation parameters", Figures.Count(report.RelationLines));
        }

        Tables.Write(console, table);
        console.WriteLine(
            $"Version {report.Version}, {Figures.Bytes(report.Bytes)}, {Figures.Seconds(report.Elapsed.TotalSeconds)}");
        foreach (string note in report.Notes)
        {
            console.WriteLine($"note: {note}");
        }
    }

    public JsonObject Facts() => new()
    {
        ["checkpoint_version"] = report.Version,
        ["entities_output"] = request.EntitiesFile,
        ["relation_types_output"] = request.RelationsFile,
        ["entities"] = new JsonObject(
            report.Entities.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)type.Value))),
        ["relation_lines"] = report.RelationLines,
        ["bytes"] = report.Bytes,
        ["seconds"] = Figures.Json(report.Elapsed.TotalSeconds),
        ["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode)note)]),
    };
}
