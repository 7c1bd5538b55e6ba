using System.Globalization;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Locking;

/// <summary>What the lock has to know of a run before it begins.</summary>
internal sealed record LockPlan
{
    /// <summary>Buckets and their partitions.</summary>
    public required BucketLayout Layout { get; init; }

    /// <summary>Passes of the whole run, those before a resume included: epochs x edge paths x edge slices.</summary>
    public required long PassCount { get; init; }

    /// <summary>
    /// Names the run; a lock that takes over within the same run keeps its end and its count of failures, a new run
    /// on the same directory starts without them.
    /// </summary>
    public required string RunId { get; init; }

    /// <summary>Edge paths of the run.</summary>
    public int EdgePaths { get; init; } = 1;

    /// <summary>Edge slices of each path.</summary>
    public int EdgeSlices { get; init; } = 1;

    /// <summary>
    /// Whether a bucket of the run's first pass must have one side initialised, after the very first bucket.
    /// PBG: <c>init_tree</c>, <c>bucket_order</c>'s counterpart with several trainers.
    /// </summary>
    public bool FirstPassRule { get; init; } = true;

    /// <summary>
    /// Whether buckets of the next pass may be granted before this pass is whole; never more than one pass ahead of
    /// what is published.
    /// </summary>
    public bool Overlap { get; init; } = true;

    /// <summary>
    /// The order in which the buckets of a pass are granted, for a single trainer (PBG's <c>bucket_order</c>); without
    /// it, PBG's choice by what the trainer holds. Must give the same for the same pass every time.
    /// </summary>
    public Func<long, IReadOnlyList<Bucket>>? OrderOf { get; init; }

    /// <summary>How long a lease lives without being renewed.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the leases of a lock that died live without being renewed; zero where no other process can hold one.
    /// </summary>
    public TimeSpan RecoveryGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a trainer that was told to wait counts as waiting; it asks again every second while it does.
    /// </summary>
    public TimeSpan WaitMemory { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Leases that one trainer may have at a time: the bucket being trained, and the next or the last.
    /// </summary>
    public int LeasesPerTrainer { get; init; } = 2;

    /// <summary>
    /// Failures of one bucket that end the run; losses of the node that trained it end it at twice as many.
    /// </summary>
    public int FailureLimit { get; init; } = 3;

    /// <summary>Changes when buckets or passes no longer mean the same as in an older ledger.</summary>
    public string Fingerprint => string.Create(
        CultureInfo.InvariantCulture,
        $"{Layout.LhsPartitions}x{Layout.RhsPartitions} {EdgePaths}/{EdgeSlices} ")
        + string.Join(",", Layout.Types.Select(
            type => $"{type.Name}{(type.OnLhs ? "<" : "")}{(type.OnRhs ? ">" : "")}"))
        + "|" + string.Join(",", Layout.Shared);

    /// <summary>Epoch, edge path and edge slice of a pass.</summary>
    public PassPosition PositionOf(long pass) => PassPosition.Of(pass, EdgePaths, EdgeSlices);
}

/// <summary>What a run's settings mean for the bucket lock.</summary>
internal static class RunPlans
{
    /// <summary>The lock's plan of a run.</summary>
    /// <param name="run">Decides passes, buckets and their order.</param>
    /// <param name="files">The run's directories.</param>
    /// <param name="isAlone">Whether one process is the whole cluster.</param>
    /// <param name="node">The seed node's settings.</param>
    public static LockPlan LockPlanOf(RunBlueprint run, RunFiles files, bool isAlone, NodeSettings node)
    {
        RunSettings settings = run.Settings;
        return new LockPlan
        {
            Layout = BucketLayout.Of(files.Plan, lockShared: !run.SharesParameters),
            PassCount = files.PassCount,
            RunId = run.RunId,
            EdgePaths = settings.EdgePaths.Count,
            EdgeSlices = files.Edges.SliceCount,
            FirstPassRule = !isAlone && settings.DistributedTreeInitOrder,
            OrderOf = isAlone ? pass => OrderOf(settings, files.Plan, run.Seed, pass) : null,
            LeaseDuration = run.LeaseDuration,
            RecoveryGrace = isAlone ? TimeSpan.Zero : run.LeaseDuration,
            FailureLimit = node.BucketFailures,
        };
    }

    /// <summary>PBG's order on a single machine; the same each time it is asked for.</summary>
    private static IReadOnlyList<Schema.Graph.Bucket> OrderOf(
        RunSettings settings, ModelPlan plan, long seed, long pass)
    {
        Random draws = new(HashOf(seed, pass));
        return BucketOrders.Create(settings.BucketOrder, plan.LhsPartitions, plan.RhsPartitions, draws.Next);
    }

    private static int HashOf(long seed, long pass)
    {
        ulong mixed = unchecked(((ulong)seed * 0x9E37_79B9_7F4A_7C15) + ((ulong)pass * 0xBF58_476D_1CE4_E5B9));
        return (int)(mixed >> 33);
    }
}

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
