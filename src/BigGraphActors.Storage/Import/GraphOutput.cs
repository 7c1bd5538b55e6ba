using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>Writes a numbered graph into the staged directories.</summary>
internal sealed class GraphOutput(IGraphFiles files, GraphVocabulary names, GraphNumbering numbering)
{
    /// <summary>Writes counts and names of all entity types and relations.</summary>
    public void WriteNames(string directory, CancellationToken stop)
    {
        for (int type = 0; type < names.EntityTypes.Count; type++)
        {
            EntityNumbering entities = numbering.Entities[type];
            for (int partition = 0; partition < entities.Cut.Partitions; partition++)
            {
                stop.ThrowIfCancellationRequested();
                files.WriteEntities(
                    directory,
                    new PartitionId(names.EntityTypes[type], partition),
                    new NameList(names.Entities[type], entities.RowsOf(partition)));
            }
        }

        files.WriteRelations(directory, new NameList(names.Relations, numbering.Relations.Order), names.IsDynamic);
    }

    /// <summary>Writes all buckets of one edge path, the empty ones too.</summary>
    /// <param name="directory">The edge directory; must exist.</param>
    /// <param name="edges">Sorted edges.</param>
    /// <param name="grid">Which buckets there are.</param>
    /// <param name="written">Is told the number of edges of each bucket after it is written.</param>
    /// <param name="stop">Stops between two runs.</param>
    /// <remarks>
    /// Differs: an empty bucket gets a file. PBG's importer makes none, and its trainer then stops.
    /// </remarks>
    public void WriteEdges(
        string directory, EdgeStore edges, BucketGrid grid, Action<long> written, CancellationToken stop)
    {
        FeaturedEdges featured = new(names, numbering);
        FeaturedEdges? converter = featured.AreThere ? featured : null;
        for (int bucket = 0; bucket < grid.Count; bucket++)
        {
            stop.ThrowIfCancellationRequested();
            files.WriteBucket(
                directory, grid.BucketAt(bucket), edges.IsWeighted, RunsOf(edges, bucket, converter, stop));
            written(edges.CountIn(bucket));
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

    private static IEnumerable<SortedRun> RunsOf(
        EdgeStore edges, int bucket, FeaturedEdges? featured, CancellationToken stop)
    {
        foreach (EdgeBlock block in edges.Blocks)
        {
            stop.ThrowIfCancellationRequested();
            int start = block.BucketStarts[bucket];
            int count = block.BucketStarts[bucket + 1] - start;
            if (count > 0)
            {
                yield return new SortedRun(block, start, count) { Featured = featured };
            }
        }
    }
}

/// <summary>
/// Writes the pieces of an imported graph; the one for use writes PBG's files, tests have one that fails.
/// </summary>
internal interface IGraphFiles
{
    /// <summary>Writes count and names of one partition.</summary>
    void WriteEntities(string directory, PartitionId partition, NameList names);

    /// <summary>Writes the relations' names, and their count when they are dynamic.</summary>
    void WriteRelations(string directory, NameList names, bool isDynamic);

    /// <summary>Writes the edges of one bucket, also when it has none.</summary>
    /// <param name="directory">Where to; exists.</param>
    /// <param name="bucket">The pair of partitions that the edges belong to.</param>
    /// <param name="weighted">Whether the runs have weights.</param>
    /// <param name="runs">The edges in order.</param>
    void WriteBucket(string directory, Bucket bucket, bool weighted, IEnumerable<SortedRun> runs);
}

/// <summary>Writes PBG's own files.</summary>
internal sealed class PbgGraphFiles : IGraphFiles
{
    /// <inheritdoc/>
    public void WriteEntities(string directory, PartitionId partition, NameList names)
    {
        EntityDirectory entities = new(directory);
        entities.WriteCount(partition, names.Count);
        using NameListWriter writer = entities.CreateNamesWriter(partition);
        for (int row = 0; row < names.Count; row++)
        {
            writer.AppendUtf8(names[row]);
        }

        writer.Complete();
    }

    /// <inheritdoc/>
    public void WriteRelations(string directory, NameList names, bool isDynamic)
    {
        EntityDirectory entities = new(directory);
        if (isDynamic)
        {
            entities.WriteRelationCount(names.Count);
        }

        // PBG: the names are written for static relations too, since its export reads them there.
        string[] text = new string[names.Count];
        for (int relation = 0; relation < text.Length; relation++)
        {
            text[relation] = Encoding.UTF8.GetString(names[relation]);
        }

        entities.WriteRelationNames(text);
    }

    /// <inheritdoc/>
    public void WriteBucket(string directory, Bucket bucket, bool weighted, IEnumerable<SortedRun> runs)
    {
        using EdgeBucketWriter writer = new EdgeDirectory(directory).CreateWriter(bucket, weighted);
        foreach (SortedRun run in runs)
        {
            if (run.Featured is { } featured)
            {
                using EdgeSlice slice = featured.Of(run);
                writer.Append(slice);
            }
            else
            {
                writer.Append(run.Lhs, run.Relation, run.Rhs, run.Weight);
            }
        }

        writer.Complete();
    }
}
