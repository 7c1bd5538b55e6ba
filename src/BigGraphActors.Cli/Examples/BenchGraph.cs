using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Examples;

/// <summary>Lays a drawn graph out as an import would, without the way through text.</summary>
internal static class BenchGraph
{
    /// <summary>The directory that <c>hocon/examples/bench.conf</c> names.</summary>
    public const string WrittenFor = "biggraph-bench";

    /// <summary>Writes counts and edges into the directories of the settings.</summary>
    /// <param name="graph">Draws the edges; its counts must fit the settings.</param>
    /// <param name="settings">One entity type of any number of partitions, and dynamic relations.</param>
    public static void Write(SyntheticGraph graph, RunSettings settings)
    {
        (string type, EntitySettings entity) = settings.Entities[0];
        int parts = entity.NumPartitions;
        var entities = new EntityDirectory(settings.EntityPath);
        entities.Prepare();
        for (int part = 0; part < parts; part++)
        {
            entities.WriteCount(new PartitionId(type, part), RowsOf(graph.Entities, part, parts));
        }

        entities.WriteRelationCount(graph.Relations);
        WriteEdges(graph, new EdgeDirectory(settings.EdgePaths[0]), parts);
    }

    // Entity k lies in partition k mod parts at row k div parts, so that each has its share of popular ones.
    private static void WriteEdges(SyntheticGraph graph, EdgeDirectory directory, int parts)
    {
        directory.Prepare();
        (long[] lhs, long[] relation, long[] rhs) = graph.Draw();
        foreach (IGrouping<Bucket, int> bucket in Enumerable.Range(0, graph.Edges)
            .GroupBy(edge => new Bucket((int)(lhs[edge] % parts), (int)(rhs[edge] % parts))))
        {
            int[] edges = [.. bucket];
            using EdgeBucketWriter writer = directory.CreateWriter(bucket.Key);
            writer.Append(
                [.. edges.Select(e => (int)(lhs[e] / parts))],
                [.. edges.Select(e => (int)relation[e])],
                [.. edges.Select(e => (int)(rhs[e] / parts))],
                []);
            writer.Complete();
        }
    }

    private static long RowsOf(int entities, int part, int parts) => (entities - part + parts - 1) / parts;
}
