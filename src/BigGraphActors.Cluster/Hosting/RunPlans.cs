using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

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
