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

/// <summary>
/// A graph made of nothing but a seed, whose entities and relations are as unevenly popular as real ones.
/// </summary>
/// <remarks>
/// Ends and relations are drawn by <see cref="Popularity"/>, a power law near that of FB15k's entities. Which partner
/// an edge has is independent, so nothing can be learnt from it but popularity: it measures speed, not quality.
/// </remarks>
/// <param name="Entities">Entities, at least 1.</param>
/// <param name="Relations">Relations, at least 1.</param>
/// <param name="Edges">Edges, 0 or more.</param>
/// <param name="Seed">The same seed gives the same graph.</param>
internal sealed record SyntheticGraph(int Entities, int Relations, int Edges, int Seed)
{
    /// <summary>The size of FB15k-237's training set.</summary>
    public static SyntheticGraph LikeFb15k237 { get; } = new(14_541, 237, 272_115, 1);

    /// <summary>Draws all edges.</summary>
    /// <returns>Left entities, relations, right entities: three arrays of the number of edges.</returns>
    public (long[] Lhs, long[] Relation, long[] Rhs) Draw()
    {
        var random = new Random(Seed);
        long[] lhs = new long[Edges];
        long[] relation = new long[Edges];
        long[] rhs = new long[Edges];
        for (int edge = 0; edge < Edges; edge++)
        {
            lhs[edge] = Popularity.Draw(random, Entities);
            relation[edge] = Popularity.Draw(random, Relations);
            rhs[edge] = Popularity.Draw(random, Entities);
        }

        return (lhs, relation, rhs);
    }
}

/// <summary>Draws numbers as unevenly as real graphs' entities are popular.</summary>
/// <remarks><c>n u^3</c> with u uniform on [0, 1): the share of the k-th number falls as <c>k^(-2/3)</c>.</remarks>
internal static class Popularity
{
    /// <summary>Draws a number; small numbers come often.</summary>
    /// <param name="random">The source of randomness; one number is taken from it.</param>
    /// <param name="count">Numbers are below it.</param>
    public static int Draw(Random random, int count)
    {
        double u = random.NextDouble();
        return (int)(count * u * u * u);
    }
}

/// <summary>A folder that goes away with its owner, whatever became of the work in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes an empty folder among the system's temporary ones.</summary>
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("biggraph-").FullName;

    /// <summary>Its full path.</summary>
    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
