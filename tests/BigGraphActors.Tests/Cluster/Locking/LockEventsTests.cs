using BigGraphActors.Cluster.Events;
using BigGraphActors.Cluster.Locking;

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
        GrantedLease last = bench.Grant(LockBench.A);
        for (int bucket = 1; bucket < 4; bucket++)
        {
            clock.Pass(10);
            bench.Complete(LockBench.A, last);
            last = bench.Grant(LockBench.A);
        }

        // The second pass begins while the last bucket of the first is in training.
        clock.Pass(4);
        GrantedLease ahead = Assert.IsType<BucketGranted>(bench.Ask(LockBench.A, ahead: true)).Lease;
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

    private sealed class HandClock : TimeProvider
    {
        private long _seconds = 1000;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds;

        public void Pass(int seconds) => _seconds += seconds;
    }
}
