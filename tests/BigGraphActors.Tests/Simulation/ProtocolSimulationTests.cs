using System.Collections.Concurrent;
using System.Globalization;
using BigGraphActors.Cluster.Locking;

namespace BigGraphActors.Tests.Simulation;

/// <summary>
/// The whole protocol, thousands of times, each time with other accidents. BIGGRAPH_SEED runs one seed again,
/// BIGGRAPH_SEEDS sets how many.
/// </summary>
public class ProtocolSimulationTests
{
    private const int Passes = 3;

    private static int Count { get; } = int.Parse(
        Environment.GetEnvironmentVariable("BIGGRAPH_SEEDS") ?? "2000", CultureInfo.InvariantCulture);

    [Fact]
    public void A_run_ends_and_publishes_every_bucket_once_whatever_goes_wrong() => ForSeeds(Count, seed =>
    {
        SimulationWorld world = Run(seed, Faults.Everything);
        Assert.False(world.End!.Failed, world.End.Reason);
        CheckWhole(world, distinct: true);
    });

    [Fact]
    public void Without_accidents_no_lease_ends_early_and_nothing_is_left_behind() => ForSeeds(Count / 10, seed =>
    {
        SimulationWorld world = Run(seed, Faults.None);
        Assert.Empty(world.EndedInHand);
        CheckWhole(world, distinct: false);
        Assert.Empty(world.Files.List("working"));
    });

    [Fact]
    public void A_killed_trainer_loses_no_more_than_the_buckets_in_its_hands() => ForSeeds(Count / 10, seed =>
    {
        SimulationWorld world = Run(seed, Faults.None with { TrainerKills = 8 });
        int ended = world.EndedInHand.Count();
        Assert.True(
            ended <= world.Kills * world.Plan.LeasesPerTrainer,
            $"{ended} leases ended by {world.Kills} kills: {string.Join("; ", world.Ended)}");
        CheckWhole(world, distinct: false);
    });

    [Fact]
    public void A_killed_lock_takes_no_bucket_from_trainers_that_live() => ForSeeds(Count / 10, seed =>
    {
        SimulationWorld world = Run(seed, Faults.None with { LockKills = 12 });
        Assert.Empty(world.EndedInHand);
        CheckWhole(world, distinct: true);
    });

    [Fact]
    public void A_run_whose_buckets_keep_failing_ends_too() => ForSeeds(Count / 10, seed =>
    {
        SimulationWorld world = Run(seed, Faults.Everything with { TrainingFailures = 0.5 }, failureLimit: 2);
        Assert.True(world.End!.Failed || world.Files.ReadVersion() == Passes);
        Assert.NotEmpty(world.End.Reason);
    });

    private static SimulationWorld Run(int seed, Faults faults, int failureLimit = 1000)
    {
        int partitions = 1 + (seed % 3);
        LockPlan plan = new()
        {
            Layout = new BucketLayout(
                partitions,
                partitions,
                partitions == 1 ? [] : seed % 2 == 0
                    ? [new LockedType("e", 10, true, true)]
                    : [new LockedType("l", 10, true, false), new LockedType("r", 30, false, true)],
                partitions == 1 ? ["e"] : []),
            PassCount = Passes,
            RunId = "simulation",
            FirstPassRule = seed % 5 != 0,
            Overlap = seed % 7 != 0,
            LeaseDuration = TimeSpan.FromSeconds(8),
            RecoveryGrace = TimeSpan.FromSeconds(8),
            FailureLimit = failureLimit,
        };
        SimulationWorld world = new(seed, plan, faults, trainers: 1 + (seed / 3 % 4));
        world.Run();
        return world;
    }

    private static void CheckWhole(SimulationWorld world, bool distinct)
    {
        Assert.Equal(Passes, world.Files.ReadVersion());
        long[] indices = [.. world.Files.Stats.Select(line => line.Index)];

        // A lock that is stopped just before it adds a pass, and goes on when another has done so, adds it twice.
        Assert.Equal(
            Enumerable.Range(0, Passes * world.Plan.Layout.Buckets.Count).Select(index => (long)index),
            (distinct ? indices.Distinct() : indices).Order());
    }

    private static void ForSeeds(int count, Action<int> run)
    {
        if (Environment.GetEnvironmentVariable("BIGGRAPH_SEED") is { Length: > 0 } one)
        {
            run(int.Parse(one, CultureInfo.InvariantCulture));
            return;
        }

        ConcurrentBag<(int Seed, Exception Failure)> failures = [];
        OwnThreads.For(0, count, seed =>
        {
            try
            {
                run(seed);
            }
            catch (Exception failure)
            {
                failures.Add((seed, failure));
            }
        });
        if (!failures.IsEmpty)
        {
            (int seed, Exception failure) = failures.MinBy(pair => pair.Seed);
            throw new InvalidOperationException(
                $"{failures.Count} of {count} seeds fail; BIGGRAPH_SEED={seed} runs the first: {failure.Message}", failure);
        }
    }
}
