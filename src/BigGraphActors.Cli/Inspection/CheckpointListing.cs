using System.Text.Json.Nodes;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Inspection;

/// <summary>The version, tables and parameters of a checkpoint directory.</summary>
internal static class CheckpointListing
{
    /// <summary>What is there, or nothing where the directory holds no version.</summary>
    public static IReadOnlyList<Section> Of(string path)
    {
        if (!File.Exists(new CheckpointDirectory(path).VersionPath))
        {
            return [];
        }

        using HeldCheckpoint held = new CheckpointDirectory(path).HoldCommitted();
        CheckpointDirectory directory = held.Directory;
        int version = held.Version;
        var sections = new List<Section> { Tables(directory, version) };
        if (directory.TryReadModel(version) is { } model)
        {
            sections.Add(Parameters(model));
        }

        return sections;
    }

    private static Section Tables(CheckpointDirectory directory, int version)
    {
        var rows = new List<string[]>();
        var tables = new JsonArray();
        foreach (PartitionId partition in directory.FindPartitions(version))
        {
            (long rowCount, int dim) = directory.TryReadShape(partition, version) ?? (0, 0);
            long bytes = directory.LengthOf(directory.EmbeddingsPath(partition, version));
            long broken = directory.CountBrokenRows(partition, version);
            rows.Add(
            [
                partition.EntityType, Figures.Count(partition.Index), Figures.Count(rowCount), Figures.Count(dim),
                Figures.Bytes(bytes), broken == 0 ? "" : Figures.Count(broken),
            ]);
            tables.Add(new JsonObject
            {
                ["type"] = partition.EntityType,
                ["partition"] = partition.Index,
                ["rows"] = rowCount,
                ["dimension"] = dim,
                ["broken_rows"] = broken,
            });
        }

        int damaged = 0;
        long epochs = directory.ReadStats(_ => damaged++)
            .Select(line => line.EpochIndex + 1).DefaultIfEmpty(0).Max();
        string logged = damaged == 0
            ? $"{epochs} epochs in its statistics"
            : $"{epochs} epochs in its statistics, of which {Figures.Count(damaged, "line")} cannot be read";
        string? identity = CheckpointRecord.Of(directory)?.Identity?.Words;
        return new Section(
            "checkpoint",
            $"Checkpoint {directory.Root}, version {version}, {logged}"
                + (identity is null ? "" : $", trained on {identity}"),
            ["entity type", "partition", "rows", "dimension", "size", "rows with NaN"],
            rows,
            new JsonObject
            {
                ["version"] = version,
                ["epochs"] = epochs,
                ["identity"] = identity,
                ["tables"] = tables,
            });
    }

    private static Section Parameters(ModelState model)
    {
        var rows = new List<string[]>();
        var facts = new JsonArray();
        foreach (ModelParameter parameter in model.Parameters)
        {
            bool isBroken = !parameter.Values.All(float.IsFinite);
            rows.Add(
            [
                parameter.Key,
                string.Join(" x ", parameter.Shape),
                parameter.Sum is null ? "no" : "yes",
                isBroken ? "NaN" : "",
            ]);
            facts.Add(new JsonObject
            {
                ["key"] = parameter.Key,
                ["shape"] = new JsonArray([.. parameter.Shape.Select(extent => (JsonNode)extent)]),
                ["optimizer_state"] = parameter.Sum is not null,
                ["broken"] = isBroken,
            });
        }

        string[] columns = ["parameter", "shape", "optimiser state", "not a number"];
        return new Section("parameters", "Shared parameters", columns, rows, facts);
    }
}
