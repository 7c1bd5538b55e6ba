using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>Writes a numbered graph into the staged directories.</summary>
internal sealed class GraphOutput(IGraphFiles files, GraphNumbering numbering)
{
    private const int NamesPerStop = 1 << 16;

    /// <summary>Writes counts and names of all entity types and relations.</summary>
    public void WriteNames(string directory, CancellationToken stop)
    {
        GraphVocabulary names = numbering.Names;
        for (int type = 0; type < names.EntityTypes.Count; type++)
        {
            PartitionCut cut = numbering.Cuts[type];
            using IEnumerator<ReadOnlyMemory<byte>> all = numbering.TextsOf(type).GetEnumerator();
            for (int partition = 0; partition < cut.Partitions; partition++)
            {
                int count = cut.SizeOf(partition);
                files.WriteEntities(
                    directory,
                    new PartitionId(names.EntityTypes[type], partition),
                    count,
                    Next(all, count, stop));
            }

            numbering.DropTexts(type);
        }

        int[] order = numbering.Relations.Order;
        files.WriteRelations(directory, [.. order.Select(names.Relations.TextOf)], names.IsDynamic);
    }

    /// <summary>Writes all buckets of one edge path, the empty ones too.</summary>
    /// <param name="directory">The edge directory; must exist.</param>
    /// <param name="buckets">All edges.</param>
    /// <param name="runs">Hands them out.</param>
    /// <param name="file">Number of the list, from 0.</param>
    /// <param name="grid">Which buckets there are.</param>
    /// <param name="written">Is told the number of edges of each run after it is written.</param>
    /// <param name="stop">Stops between two runs.</param>
    /// <remarks>
    /// Differs: an empty bucket gets a file. PBG's importer makes none, and its trainer then stops.
    /// </remarks>
    public void WriteEdges(
        string directory,
        EdgeBuckets buckets,
        BucketRuns runs,
        int file,
        BucketGrid grid,
        Action<long> written,
        CancellationToken stop)
    {
        FeaturedEdges featured = new(numbering);
        for (int bucket = 0; bucket < grid.Count; bucket++)
        {
            stop.ThrowIfCancellationRequested();
            BucketContent content = new(buckets.CountIn(file, bucket), buckets.Form.IsWeighted)
            {
                Runs = Counted(runs.Of(file, bucket, stop), written),
                Featured = featured.AreThere ? featured : null,
            };
            files.WriteBucket(directory, grid.BucketAt(bucket), content);
        }
    }

    /// <summary>Whether a file in the entity directory is one that an import of these settings writes.</summary>
    public static bool IsEntityFile(RunSettings settings, string name) =>
        name is "dynamic_rel_count.txt" or EdgeListImport.RejectedFileName or EntityIdentity.FileName
        || IsNamesFile(settings, name)
        || settings.Entities.Any(entity => IsNumbered(name, $"entity_count_{entity.Key}_", ".txt"));

    /// <summary>Whether a file in the entity directory says which row or relation is whose.</summary>
    public static bool IsNamesFile(RunSettings settings, string name) =>
        name is "dynamic_rel_names.json"
        || settings.Entities.Any(entity => IsNumbered(name, $"entity_names_{entity.Key}_", ".json"));

    /// <summary>Whether a file in an edge directory is one that an import writes.</summary>
    public static bool IsEdgeFile(string name) =>
        name is EdgeIdentity.FileName
        || (name.Split('_') is ["edges", string lhs, string rest]
            && IsNumbered(lhs, "", "")
            && IsNumbered(rest, "", ".h5"));

    private static bool IsNumbered(string name, string start, string end) =>
        name.Length > start.Length + end.Length
        && name.StartsWith(start, StringComparison.Ordinal)
        && name.EndsWith(end, StringComparison.Ordinal)
        && name.AsSpan()[start.Length..^end.Length].IndexOfAnyExceptInRange('0', '9') < 0;

    private static IEnumerable<ReadOnlyMemory<byte>> Next(
        IEnumerator<ReadOnlyMemory<byte>> all, int count, CancellationToken stop)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % NamesPerStop == 0)
            {
                stop.ThrowIfCancellationRequested();
            }

            _ = all.MoveNext();
            yield return all.Current;
        }
    }

    private static IEnumerable<BucketRun> Counted(IEnumerable<BucketRun> runs, Action<long> written)
    {
        foreach (BucketRun run in runs)
        {
            yield return run;
            written(run.Count);
        }
    }
}

/// <summary>What a bucket's file is to hold.</summary>
/// <param name="Count">Edges in all runs.</param>
/// <param name="IsWeighted">Whether they have weights.</param>
internal sealed record BucketContent(long Count, bool IsWeighted)
{
    /// <summary>The edges in order; each run is valid until the next is asked for.</summary>
    public required IEnumerable<BucketRun> Runs { get; init; }

    /// <summary>
    /// Makes lists of features, where the graph has any; the runs may then hold bags in place of rows.
    /// </summary>
    public FeaturedEdges? Featured { get; init; }
}

/// <summary>
/// Writes the pieces of an imported graph; the one for use writes PBG's files, tests have one that fails.
/// </summary>
internal interface IGraphFiles
{
    /// <summary>Writes count and names of one partition.</summary>
    /// <param name="directory">Where to; exists.</param>
    /// <param name="partition">Type and number.</param>
    /// <param name="count">Names in it.</param>
    /// <param name="names">UTF-8 by row; each is valid until the next is asked for. All must be taken.</param>
    void WriteEntities(
        string directory, PartitionId partition, int count, IEnumerable<ReadOnlyMemory<byte>> names);

    /// <summary>Writes the relations' names, and their count when they are dynamic.</summary>
    void WriteRelations(string directory, IReadOnlyList<string> names, bool isDynamic);

    /// <summary>Writes the edges of one bucket, also when it has none.</summary>
    void WriteBucket(string directory, Bucket bucket, BucketContent content);
}

/// <summary>Writes PBG's own files.</summary>
internal sealed class PbgGraphFiles : IGraphFiles
{
    /// <inheritdoc/>
    public void WriteEntities(
        string directory, PartitionId partition, int count, IEnumerable<ReadOnlyMemory<byte>> names)
    {
        EntityDirectory entities = new(directory);
        entities.WriteCount(partition, count);
        using NameListWriter writer = entities.CreateNamesWriter(partition);
        foreach (ReadOnlyMemory<byte> name in names)
        {
            writer.AppendUtf8(name.Span);
        }

        writer.Complete();
    }

    /// <inheritdoc/>
    public void WriteRelations(string directory, IReadOnlyList<string> names, bool isDynamic)
    {
        EntityDirectory entities = new(directory);
        if (isDynamic)
        {
            entities.WriteRelationCount(names.Count);
        }

        // PBG: the names are written for static relations too, since its export reads them there.
        entities.WriteRelationNames(names);
    }

    /// <inheritdoc/>
    public void WriteBucket(string directory, Bucket bucket, BucketContent content)
    {
        EdgeDirectory edges = new(directory);
        if (content.Featured is not { } featured)
        {
            edges.Write(bucket, content.IsWeighted, content.Count, file =>
            {
                foreach (BucketRun run in content.Runs)
                {
                    file.Append(new EdgeRun(run.Lhs, run.Relation, run.Rhs, run.Weight));
                }
            });
            return;
        }

        using EdgeBucketWriter writer = edges.CreateWriter(bucket, content.IsWeighted);
        foreach (BucketRun run in content.Runs)
        {
            using EdgeSlice slice = featured.Of(run);
            writer.Append(slice);
        }

        writer.Complete();
    }
}
