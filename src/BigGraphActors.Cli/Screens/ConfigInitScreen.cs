using System.Text.Json.Nodes;
using BigGraphActors.Storage.Import;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What was seen in edge lists, and what to do with the configuration that was drafted for them.</summary>
internal sealed class ConfigInitScreen(string config, EdgeListFinding finding) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table files = Tables.OfFigures("edge list", "edges", "left names", "right names", "on both sides");
        foreach (EdgeListShape file in finding.Files)
        {
            files.AddRow(
                Tables.Plain(file.File),
                (file.IsEstimate ? "about " : "") + Figures.Count(file.Edges),
                Figures.Count(file.LhsNames),
                Figures.Count(file.RhsNames),
                Figures.Count(file.SharedNames));
        }

        Tables.Write(console, files);
        Table columns = Tables.OfWords("column", "name", "read as", "such as");
        foreach (ColumnShape column in finding.Files[0].Columns)
        {
            columns.AddRow(
                Figures.Count(column.Index),
                Tables.Plain(column.Name ?? ""),
                WordsOf(column.Role),
                Tables.Plain(string.Join(", ", column.Examples)));
        }

        Tables.Write(console, columns);
        foreach (string note in finding.Notes)
        {
            console.WriteLine($"note: {note}");
        }

        console.WriteLine($"Wrote {config}. Look at it, then: biggraph run {config}");
    }

    public JsonObject Facts() => new()
    {
        ["config"] = config,
        ["edges"] = finding.Files.Sum(file => file.Edges),
        ["relations"] = finding.Relations.Count,
        ["lhs_column"] = finding.Import.LhsColumn,
        ["relation_column"] = finding.Import.RelationColumn,
        ["rhs_column"] = finding.Import.RhsColumn,
        ["weight_column"] = finding.Import.WeightColumn,
        ["delimiter"] = finding.Import.Delimiter.Word,
        ["header"] = finding.Import.Header,
        ["notes"] = new JsonArray([.. finding.Notes.Select(note => (JsonNode)note)]),
    };

    private static string WordsOf(ColumnRole role) => role switch
    {
        ColumnRole.Lhs => "left-hand entity",
        ColumnRole.Relation => "relation",
        ColumnRole.Rhs => "right-hand entity",
        ColumnRole.Weight => "weight",
        _ => "nothing",
    };
}
