using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Tests.Cluster.Locking;

/// <summary>What those who watch are told of the lock's decisions.</summary>
public sealed class LockEventsTests
{
    [Fact]
    public void The_times_of_passes_that_overlap_add_up_to_the_time_by_the_clock()
    {
        HandClock clock = new();
        List<RunEvent> told = [];
        LockBench bench = new(LockBench.PlanOf(2)) { Events = new LockEvents(told.Add, clock) };
        BucketLease last = bench.Grant(LockBench.A);
        for (int bucket = 1; bucket < 4; bucket++)
        {
            clock.Pass(10);
            bench.Complete(LockBench.A, last);
            last = bench.Grant(LockBench.A);
        }

        // The second pass begins while the last bucket of the first is in training.
        clock.Pass(4);
        BucketLease ahead = Assert.IsType<BucketGranted>(bench.Ask(LockBench.A, prefetch: true)).Lease;
        Assert.Equal(1, ahead.Pass);
        clock.Pass(6);
        bench.Complete(LockBench.A, last, ahead);
        bench.Apply(new VersionPublished(1));
        while (bench.Ask(LockBench.A) is BucketGranted granted)
        {
            clock.Pass(10);
            bench.Complete(LockBench.A, granted.Lease);
        }

        Assert.Equal([40.0, 30.0], told.OfType<PassFinished>().Select(pass => pass.Seconds));
    }

    [Fact]
    public void A_bucket_that_a_leaving_node_hands_back_is_no_loss_and_is_told_as_handed_back()
    {
        List<RunEvent> told = [];
        LockBench bench = new(LockBench.PlanOf(2)) { Events = new LockEvents(told.Add, TimeProvider.System) };
        BucketLease lease = bench.Grant(LockBench.A);

        bench.Apply(new GiveUpBucket(LockBench.A, lease.Term, "cancelled", false) { NodeLeaves = true });
        bench.Apply(new NodeLost(LockBench.A, Left: true));

        LeaseLost back = Assert.Single(told.OfType<LeaseLost>());
        Assert.Equal($"node {LockBench.A.Address} leaves and has handed it back", back.Reason);
        Assert.Empty(bench.State.Troubles);
    }

    [Fact]
    public void A_node_that_left_with_a_bucket_in_hand_has_not_died_and_counts_against_no_bucket()
    {
        List<RunEvent> told = [];
        LockBench bench = new(LockBench.PlanOf(2)) { Events = new LockEvents(told.Add, TimeProvider.System) };
        bench.Grant(LockBench.A);

        bench.Apply(new NodeLost(LockBench.A, Left: true));

        Assert.Equal($"node {LockBench.A.Address} has left", Assert.Single(told.OfType<LeaseLost>()).Reason);
        Assert.Empty(bench.State.Live);
        Assert.Empty(bench.State.Troubles);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _seconds = 1000;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds;

        public void Pass(int seconds) => _seconds += seconds;
    }
}
