using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Engine.Training;

/// <summary>Writes a graph of a few edges that fits any valid settings with the types a and b.</summary>
internal static class OptionGraph
{
    /// <summary>Entities of a partition.</summary>
    public const int Rows = 12;

    private const int EdgesPerBucket = 18;

    /// <summary>Writes counts, names and edges where the settings expect them.</summary>
    public static void Write(RunSettings settings, bool weighted)
    {
        EntityDirectory entities = new(settings.EntityPath);
        entities.Prepare();
        foreach ((string name, EntitySettings type) in settings.Entities)
        {
            for (int part = 0; part < type.NumPartitions; part++)
            {
                entities.WriteCount(new PartitionId(name, part), Rows);
            }
        }

        int relations = settings.DynamicRelations ? 3 : settings.Relations.Count;
        if (settings.DynamicRelations)
        {
            entities.WriteRelationCount(relations);
        }

        Dictionary<string, EntitySettings> types = settings.Entities.ToDictionary();
        EntitySettings lhs = types[settings.Relations[0].Lhs];
        EntitySettings rhs = types[settings.Relations[0].Rhs];
        EdgeDirectory directory = new(settings.EdgePaths[0]);
        directory.Prepare();
        for (int left = 0; left < lhs.NumPartitions; left++)
        {
            for (int right = 0; right < rhs.NumPartitions; right++)
            {
                using EdgeSlice slice = Edges(left + (7 * right), relations, (lhs.Featurized, rhs.Featurized), weighted);
                using EdgeBucketWriter writer = directory.CreateWriter(new Bucket(left, right), weighted);
                writer.Append(slice);
                writer.Complete();
            }
        }
    }

    private static EdgeSlice Edges(int seed, int relations, (bool Lhs, bool Rhs) featurized, bool weighted)
    {
        EdgeSlice slice = new(EdgesPerBucket, weighted)
        {
            LhsFeatures = featurized.Lhs ? Features(seed) : null,
            RhsFeatures = featurized.Rhs ? Features(seed + 1) : null,
        };
        for (int i = 0; i < EdgesPerBucket; i++)
        {
            slice.Lhs.AsSpan()[i] = featurized.Lhs ? -1 : ((5 * i) + seed) % Rows;
            slice.Rhs.AsSpan()[i] = featurized.Rhs ? -1 : ((7 * i) + seed + 3) % Rows;
            slice.Relation.AsSpan()[i] = i % relations;
            if (slice.Weight is { } weight)
            {
                weight.AsSpan()[i] = 0.25f * (i % 5);
            }
        }

        return slice;
    }

    // Lists of 1 to 3 features: an empty one is a vector of zeros, which has no cosine.
    private static FeatureLists Features(int seed)
    {
        List<int> offsets = [0];
        List<int> rows = [];
        for (int edge = 0; edge < EdgesPerBucket; edge++)
        {
            rows.AddRange(Enumerable.Range(0, 1 + ((edge + seed) % 3)).Select(k => ((3 * k) + edge) % Rows));
            offsets.Add(rows.Count);
        }

        return new FeatureLists(Native([.. offsets]), Native([.. rows]));
    }

    private static NativeBuffer<int> Native(int[] values)
    {
        NativeBuffer<int> buffer = new(values.Length);
        values.CopyTo(buffer.AsSpan());
        return buffer;
    }
}
