using System.Globalization;
using System.Text.Json.Nodes;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Inspection;

/// <summary>Finds out what lies at a path: an HDF5 file, or a directory of entities, edges or a checkpoint.</summary>
internal static class Inspector
{
    /// <summary>What is there; a directory may be several things at once.</summary>
    /// <exception cref="FailedException">Nothing is there, or nothing that this program knows.</exception>
    public static IReadOnlyList<Section> Inspect(string path)
    {
        if (File.Exists(path))
        {
            return [Hdf5Tree.Of(path)];
        }

        if (!Directory.Exists(path))
        {
            throw new FailedException($"{path}: there is no such file or directory");
        }

        Section?[] found = [EntityListing.Of(path), EdgeListing.Of(path), .. CheckpointListing.Of(path)];
        IReadOnlyList<Section> sections = [.. found.OfType<Section>()];
        return sections.Count > 0 ? sections : throw new FailedException(
            $"{path}: holds neither entity_count_*.txt, nor edges_*.h5, nor checkpoint_version.txt");
    }
}

/// <summary>The buckets of an edge directory.</summary>
internal static class EdgeListing
{
    /// <summary>What is there, or none where the directory holds no edges.</summary>
    public static Section? Of(string path)
    {
        var directory = new EdgeDirectory(path);
        IReadOnlyList<Bucket> buckets = directory.FindBuckets();
        if (buckets.Count == 0)
        {
            return null;
        }

        var rows = new List<string[]>();
        var facts = new JsonArray();
        long total = 0;
        foreach (Bucket bucket in buckets)
        {
            long edges = directory.CountEdges(bucket);
            long bytes = StoragePath.Target(directory.PathOf(bucket)).Length;
            total += edges;
            rows.Add([$"({bucket.Lhs}, {bucket.Rhs})", Figures.Count(edges), Figures.Bytes(bytes)]);
            facts.Add(new JsonObject
            {
                ["lhs"] = bucket.Lhs,
                ["rhs"] = bucket.Rhs,
                ["edges"] = edges,
                ["bytes"] = bytes,
            });
        }

        return new Section(
            "buckets",
            $"{Figures.Count(total)} edges in {path}"
                + (EdgeIdentity.TryRead(path) is { } known ? $", of {known.ToGraph().Words}" : ""),
            ["bucket", "edges", "size"],
            rows,
            facts);
    }
}

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
