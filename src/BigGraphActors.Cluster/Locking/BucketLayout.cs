using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>Which buckets there are, and which partitions each of them needs.</summary>
/// <remarks>
/// Immutable, computed once. PBG: <c>nparts</c>, <c>entities_lhs</c>, <c>entities_rhs</c> of its lock server.
/// </remarks>
internal sealed class BucketLayout
{
    private readonly PartitionId[][] _parts;
    private readonly PartitionId[][] _lhsParts;
    private readonly PartitionId[][] _rhsParts;
    private readonly Dictionary<string, long> _averages;

    /// <summary>Lays the buckets out.</summary>
    /// <param name="lhsPartitions">Extent on the left-hand side, at least 1.</param>
    /// <param name="rhsPartitions">Extent on the right-hand side, at least 1.</param>
    /// <param name="types">Partitioned types and the sides on which they stand.</param>
    /// <param name="shared">
    /// Unpartitioned types that are checked out with every bucket, so that one trainer can work at a time.
    /// </param>
    public BucketLayout(
        int lhsPartitions, int rhsPartitions, IReadOnlyList<LockedType> types, IReadOnlyList<string> shared)
    {
        LhsPartitions = lhsPartitions;
        RhsPartitions = rhsPartitions;
        Types = types;
        Shared = shared;
        Buckets =
        [
            .. Enumerable.Range(0, lhsPartitions)
                .SelectMany(lhs => Enumerable.Range(0, rhsPartitions).Select(rhs => new Bucket(lhs, rhs))),
        ];
        _averages = types.ToDictionary(type => type.Name, type => type.AverageCount, StringComparer.Ordinal);
        _lhsParts = PartsOfSide(lhsPartitions, type => type.OnLhs);
        _rhsParts = PartsOfSide(rhsPartitions, type => type.OnRhs);
        PartitionId[] always = [.. shared.Select(type => new PartitionId(type, 0))];
        _parts =
        [
            .. Buckets.Select(bucket =>
                _lhsParts[bucket.Lhs].Union(_rhsParts[bucket.Rhs]).Concat(always).ToArray()),
        ];
    }

    /// <summary>Buckets' extent on the left-hand side.</summary>
    public int LhsPartitions { get; }

    /// <summary>Buckets' extent on the right-hand side.</summary>
    public int RhsPartitions { get; }

    /// <summary>Partitioned types.</summary>
    public IReadOnlyList<LockedType> Types { get; }

    /// <summary>Unpartitioned types that belong to every bucket.</summary>
    public IReadOnlyList<string> Shared { get; }

    /// <summary>Every bucket, left-hand partition outside.</summary>
    public IReadOnlyList<Bucket> Buckets { get; }

    /// <summary>Derives the layout from a model.</summary>
    /// <param name="model">Types, relations and counts.</param>
    /// <param name="lockShared">
    /// Whether unpartitioned types are checked out under the lease (a single trainer), or are shared parameters.
    /// </param>
    public static BucketLayout Of(ModelPlan model, bool lockShared)
    {
        HashSet<string> lhs = [.. model.Relations.Select(relation => relation.Lhs.Name)];
        HashSet<string> rhs = [.. model.Relations.Select(relation => relation.Rhs.Name)];
        EntityType[] used = [.. model.EntityTypes.Where(type => lhs.Contains(type.Name) || rhs.Contains(type.Name))];
        LockedType[] types =
        [
            .. used.Where(type => type.Partitions > 1).Select(type => new LockedType(
                type.Name, Average(type.Counts), lhs.Contains(type.Name), rhs.Contains(type.Name))),
        ];
        string[] shared = [.. used.Where(type => lockShared && type.Partitions == 1).Select(type => type.Name)];
        return new BucketLayout(model.LhsPartitions, model.RhsPartitions, types, shared);
    }

    /// <summary>Every partition that a bucket needs exclusively, each once.</summary>
    public IReadOnlyList<PartitionId> PartsOf(Bucket bucket) => _parts[NumberOf(bucket)];

    /// <summary>The partitions of the left-hand side's types.</summary>
    public IReadOnlyList<PartitionId> LhsPartsOf(Bucket bucket) => _lhsParts[bucket.Lhs];

    /// <summary>The partitions of the right-hand side's types.</summary>
    public IReadOnlyList<PartitionId> RhsPartsOf(Bucket bucket) => _rhsParts[bucket.Rhs];

    /// <summary>Entities to load and to drop when a trainer goes over to a bucket. PBG: <c>get_cost</c>.</summary>
    /// <param name="bucket">The candidate.</param>
    /// <param name="held">What the trainer has in memory.</param>
    public long CostOf(Bucket bucket, IReadOnlySet<PartitionId> held)
    {
        long cost = held.Sum(AverageOf);
        foreach (PartitionId part in PartsOf(bucket))
        {
            cost += held.Contains(part) ? -AverageOf(part) : AverageOf(part);
        }

        return cost;
    }

    private static long Average(IReadOnlyList<long> counts) =>
        (long)Math.Round(counts.Sum() / (double)counts.Count, MidpointRounding.ToEven);

    private long AverageOf(PartitionId partition) => _averages.GetValueOrDefault(partition.EntityType);

    private int NumberOf(Bucket bucket) => (bucket.Lhs * RhsPartitions) + bucket.Rhs;

    private PartitionId[][] PartsOfSide(int count, Func<LockedType, bool> stands) =>
    [
        .. Enumerable.Range(0, count).Select(index =>
            Types.Where(stands).Select(type => new PartitionId(type.Name, index)).ToArray()),
    ];
}

/// <summary>A partitioned entity type, as far as buckets are concerned.</summary>
/// <param name="Name">Its key in the settings.</param>
/// <param name="AverageCount">Mean of its partitions' rows, halves to even. PBG: <c>entity_counts</c>.</param>
/// <param name="OnLhs">Whether a relation has it on the left-hand side.</param>
/// <param name="OnRhs">Whether a relation has it on the right-hand side.</param>
internal sealed record LockedType(string Name, long AverageCount, bool OnLhs, bool OnRhs);
