using System.Text.Json.Nodes;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Import.Vectors;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What an import did with every line it read.</summary>
internal sealed class ImportScreen(ImportReport report) : IScreen
{
    private const int RejectedShown = 10;

    public void Draw(IAnsiConsole console)
    {
        Table files = Tables.OfFigures("edge list", "lines", "edges", "rejected", "too rare", "other lines");
        foreach (ImportedFile file in report.Files)
        {
            files.AddRow(
                Tables.Plain(file.Path),
                Figures.Count(file.Lines),
                Figures.Count(file.Edges),
                Figures.Count(file.Rejected),
                Figures.Count(file.Dropped),
                Figures.Count(file.Headers + file.Comments + file.Blank + file.Continued));
        }

        Tables.Write(console, files);
        Table types = Tables.OfFigures("entity type", "entities", "too rare", "partitions");
        foreach (ImportedEntityType type in report.EntityTypes)
        {
            types.AddRow(
                Tables.Plain(type.Name),
                Figures.Count(type.Count),
                Figures.Count(type.Dropped),
                Figures.Count(type.Partitions));
        }

        Tables.Write(console, types);
        console.WriteLine(
            $"{Figures.Count(report.Edges, "edge")} and {Figures.Count(report.Relations, "relation")} in "
            + $"{report.Buckets.Lhs} x {report.Buckets.Rhs} buckets, {Figures.Seconds(report.Elapsed.TotalSeconds)} "
            + $"({Figures.Rate(EdgesPerSecond)} edges/s)");
        DrawRejected(console);
        foreach (string note in report.Notes)
        {
            console.WriteLine($"note: {note}");
        }
    }

    public JsonObject Facts() => new()
    {
        ["edges"] = report.Edges,
        ["relations"] = report.Relations,
        ["dropped_relations"] = report.DroppedRelations,
        ["rejected"] = report.RejectedCount,
        ["seconds"] = Figures.Json(report.Elapsed.TotalSeconds),
        ["edges_per_second"] = Figures.Json(EdgesPerSecond),
        ["seed"] = report.Seed,
        ["files"] = new JsonArray([.. report.Files.Select(FileFacts)]),
        ["entity_types"] = new JsonArray([.. report.EntityTypes.Select(TypeFacts)]),
        ["rejected_lines"] = new JsonArray([.. report.Rejected.Select(RejectedFacts)]),
        ["rejected_file"] = report.RejectedFile,
        ["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode)note)]),
    };

    private double EdgesPerSecond =>
        report.Elapsed > TimeSpan.Zero ? report.Edges / report.Elapsed.TotalSeconds : 0;

    private void DrawRejected(IAnsiConsole console)
    {
        if (report.RejectedCount == 0)
        {
            return;
        }

        console.WriteLine(
            $"{Figures.Count(report.RejectedCount, "line")} rejected, all named in {report.RejectedFile}:");
        foreach (RejectedLine line in report.Rejected.Take(RejectedShown))
        {
            console.WriteLine($"  {line.File}:{line.Line}: column {line.Column}: {line.Reason}");
        }
    }

    private static JsonNode FileFacts(ImportedFile file) => new JsonObject
    {
        ["file"] = file.Path,
        ["edge_path"] = file.EdgePath,
        ["lines"] = file.Lines,
        ["edges"] = file.Edges,
        ["rejected"] = file.Rejected,
        ["dropped"] = file.Dropped,
        ["headers"] = file.Headers,
        ["comments"] = file.Comments,
        ["blank"] = file.Blank,
        ["continued"] = file.Continued,
    };

    private static JsonNode TypeFacts(ImportedEntityType type) => new JsonObject
    {
        ["name"] = type.Name,
        ["entities"] = type.Count,
        ["dropped"] = type.Dropped,
        ["partitions"] = type.Partitions,
    };

    private static JsonNode RejectedFacts(RejectedLine line) => new JsonObject
    {
        ["file"] = line.File,
        ["line"] = line.Line,
        ["column"] = line.Column,
        ["reason"] = line.Reason,
        ["text"] = line.Text,
    };
}

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
