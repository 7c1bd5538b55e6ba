using System.Globalization;
using System.Text.Json.Nodes;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Inspection;

/// <summary>The entity types and relations of an entity directory.</summary>
internal static class EntityListing
{
    private const string Prefix = "entity_count_";

    /// <summary>What is there, or none where the directory holds no counts.</summary>
    public static Section? Of(string path)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(path, Prefix + "*.txt");
        List<PartitionId> partitions = [.. files.Select(Parse).OfType<PartitionId>()];
        if (partitions.Count == 0)
        {
            return null;
        }

        var directory = new EntityDirectory(path);
        var rows = new List<string[]>();
        var facts = new JsonArray();
        foreach (IGrouping<string, PartitionId> type in partitions
            .GroupBy(partition => partition.EntityType)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            long count = type.Sum(directory.ReadCount);
            bool hasNames = type.All(p => File.Exists(directory.NamesPath(p)));
            rows.Add([type.Key, Figures.Count(count), Figures.Count(type.Count()), hasNames ? "yes" : "no"]);
            facts.Add(new JsonObject
            {
                ["type"] = type.Key,
                ["entities"] = count,
                ["partitions"] = type.Count(),
                ["names"] = hasNames,
            });
        }

        if (File.Exists(directory.RelationNamesPath))
        {
            int relations = directory.ReadRelationNames().Count;
            rows.Add(["(relations)", Figures.Count(relations), "", "yes"]);
            facts.Add(new JsonObject { ["relations"] = relations });
        }

        string[] columns = ["entity type", "entities", "partitions", "names"];
        string of = EntityIdentity.TryRead(directory) is { } known ? $", {new GraphIdentity(known.Chain).Words}" : "";
        return new Section("entities", $"Entities in {path}{of}", columns, rows, facts);
    }

    private static PartitionId? Parse(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file)[Prefix.Length..];
        int bar = name.LastIndexOf('_');
        return bar > 0
            && int.TryParse(name[(bar + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new PartitionId(name[..bar], index)
            : null;
    }
}
