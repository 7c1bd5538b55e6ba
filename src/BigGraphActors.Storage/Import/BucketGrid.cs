using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>The buckets of a graph: as many on a side as the most partitions of a type there.</summary>
/// <param name="LhsParts">Partitions on the left.</param>
/// <param name="RhsParts">Partitions on the right.</param>
/// <remarks>PBG: <c>generate_edge_path_files</c>. An unpartitioned type lies in partition 0 of its side.</remarks>
internal readonly record struct BucketGrid(int LhsParts, int RhsParts)
{
    /// <summary>All buckets.</summary>
    public int Count => LhsParts * RhsParts;

    /// <summary>The grid that relations and their types span.</summary>
    public static BucketGrid Of(RunSettings settings)
    {
        Dictionary<string, int> parts = settings.Entities.ToDictionary(
            entity => entity.Key, entity => entity.Value.NumPartitions);
        return new BucketGrid(
            settings.Relations.Max(relation => parts[relation.Lhs]),
            settings.Relations.Max(relation => parts[relation.Rhs]));
    }

    /// <summary>The bucket of an index, row by row.</summary>
    public Bucket BucketAt(int index) => new(index / RhsParts, index % RhsParts);
}
