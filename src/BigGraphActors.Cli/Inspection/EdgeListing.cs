using System.Text.Json.Nodes;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Inspection;

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
