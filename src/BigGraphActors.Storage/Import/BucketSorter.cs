using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Turns a block of edges as read into final numbers, sorted by bucket.</summary>
/// <remarks>
/// 1. Look up both places and the relation of each edge; an edge that lost one is dropped. Count per bucket.
/// 2. Sum the counts to the starts of the buckets.
/// 3. Copy each edge to its bucket's next free place. Copying in input order makes the sort stable.
/// Many threads may sort different blocks with one sorter.
/// </remarks>
/// <param name="names">Types of the relations.</param>
/// <param name="numbering">Places of entities.</param>
/// <param name="grid">The buckets.</param>
/// <param name="spreads">Whether edges of unpartitioned types go to all buckets of that side, and not to bucket 0 as
/// PBG's do. An edge's numbers decide, so that the same edges always lie together.</param>
internal sealed unsafe class BucketSorter(
    GraphVocabulary names, GraphNumbering numbering, BucketGrid grid, bool spreads)
{
    private const int NoBucket = -1;

    /// <summary>Sorts a block; the caller owns both.</summary>
    /// <param name="source">The block as read; unchanged.</param>
    /// <returns>A new block with rows instead of numbers, and its <see cref="EdgeBlock.BucketStarts"/>.</returns>
    public EdgeBlock Sort(EdgeBlock source)
    {
        using NativeBuffer<Target> targets = new(source.Count);
        int[] starts = new int[grid.Count + 1];
        FindTargets(source, (Target*)targets.Address, starts);
        for (int bucket = 0; bucket < grid.Count; bucket++)
        {
            starts[bucket + 1] += starts[bucket];
        }

        EdgeBlock sorted = new(starts[^1], source.Weight is not null) { Count = starts[^1], BucketStarts = starts };
        Scatter(source, (Target*)targets.Address, sorted, [.. starts]);
        return sorted;
    }

    private void FindTargets(EdgeBlock source, Target* targets, int[] starts)
    {
        int* lhs = (int*)source.Lhs.Address;
        int* relation = (int*)source.Relation.Address;
        int* rhs = (int*)source.Rhs.Address;
        Sides[] sides = SidesByRelation();
        int[] newRelations = numbering.Relations.NewNumbers;
        for (int i = 0; i < source.Count; i++)
        {
            Sides side = sides[names.IsDynamic ? 0 : relation[i]];
            long lhsPlace = ((long*)side.Lhs)[lhs[i]];
            long rhsPlace = ((long*)side.Rhs)[rhs[i]];
            int newRelation = newRelations[relation[i]];
            if (newRelation < 0 || lhsPlace < 0 || rhsPlace < 0)
            {
                targets[i].Bucket = NoBucket;
                continue;
            }

            uint mixed = Mix(lhsPlace, rhsPlace, newRelation);
            int lhsPart = side.SpreadsLhs
                ? (int)(mixed % grid.LhsParts) : EntityNumbering.PartitionOf(lhsPlace);
            int rhsPart = side.SpreadsRhs
                ? (int)((mixed >> 16) % grid.RhsParts) : EntityNumbering.PartitionOf(rhsPlace);
            int bucket = (lhsPart * grid.RhsParts) + rhsPart;
            targets[i] = new Target
            {
                Bucket = bucket,
                Lhs = EntityNumbering.RowOf(lhsPlace),
                Relation = newRelation,
                Rhs = EntityNumbering.RowOf(rhsPlace),
            };
            starts[bucket + 1]++;
        }
    }

    private Sides[] SidesByRelation() =>
    [
        .. Enumerable.Range(0, names.IsDynamic ? 1 : names.StaticNames.Count).Select(relation => new Sides(
            numbering.PlacesOf(names.LhsTypeOf(relation)).Address,
            numbering.PlacesOf(names.RhsTypeOf(relation)).Address,
            spreads && numbering.Entities[names.LhsTypeOf(relation)].Cut.Partitions == 1,
            spreads && numbering.Entities[names.RhsTypeOf(relation)].Cut.Partitions == 1)),
    ];

    /// <summary>A number from an edge, of which all bits depend on all of it (SplitMix64's last steps).</summary>
    private static uint Mix(long lhs, long rhs, int relation)
    {
        ulong mixed = ((ulong)lhs * 0x9E3779B97F4A7C15) ^ ((ulong)rhs * 0xC2B2AE3D27D4EB4F) ^ (uint)relation;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (uint)(mixed >> 32);
    }

    private static void Scatter(EdgeBlock source, Target* targets, EdgeBlock sorted, int[] next)
    {
        int* lhs = (int*)sorted.Lhs.Address;
        int* relation = (int*)sorted.Relation.Address;
        int* rhs = (int*)sorted.Rhs.Address;
        float* oldWeight = source.Weight is { } from ? (float*)from.Address : null;
        float* newWeight = sorted.Weight is { } to ? (float*)to.Address : null;
        for (int i = 0; i < source.Count; i++)
        {
            Target target = targets[i];
            if (target.Bucket == NoBucket)
            {
                continue;
            }

            int index = next[target.Bucket]++;
            lhs[index] = target.Lhs;
            relation[index] = target.Relation;
            rhs[index] = target.Rhs;
            if (newWeight is not null)
            {
                newWeight[index] = oldWeight[i];
            }
        }
    }

    private readonly record struct Sides(nint Lhs, nint Rhs, bool SpreadsLhs, bool SpreadsRhs);

    private struct Target
    {
        public int Bucket;
        public int Lhs;
        public int Relation;
        public int Rhs;
    }
}

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

/// <summary>Edges of one bucket that lie together in a sorted block.</summary>
internal readonly record struct SortedRun(EdgeBlock Block, int Start, int Count)
{
    /// <summary>Makes edges with features of it, where the graph has any; its numbers may be those of bags.</summary>
    public FeaturedEdges? Featured { get; init; }

    /// <summary>Left-hand rows.</summary>
    public ReadOnlySpan<int> Lhs => Block.Lhs.AsSpan(Start, Count);

    /// <summary>Relation numbers.</summary>
    public ReadOnlySpan<int> Relation => Block.Relation.AsSpan(Start, Count);

    /// <summary>Right-hand rows.</summary>
    public ReadOnlySpan<int> Rhs => Block.Rhs.AsSpan(Start, Count);

    /// <summary>Weights; empty where the list has none.</summary>
    public ReadOnlySpan<float> Weight => Block.Weight is { } weight ? weight.AsSpan(Start, Count) : [];
}
