using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

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
