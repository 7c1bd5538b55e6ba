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
