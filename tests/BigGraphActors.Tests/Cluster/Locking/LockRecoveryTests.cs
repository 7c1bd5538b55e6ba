using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Locking;

public class LockRecoveryTests
{
    [Fact]
    public void Leases_survive_the_death_of_the_lock_with_their_terms()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        GrantedLease done = bench.Grant(LockBench.A);
        bench.Complete(LockBench.A, done);
        GrantedLease lease = bench.Grant(LockBench.A);
        GrantedLease next = bench.Grant(LockBench.A);

        bench.TakeOver(0);

        Assert.Equal([lease.Term, next.Term], bench.State.Live.Keys);
        Assert.Equal([lease.Term], LockBench.Sent<LeasesRenewed>(
            LockBench.A, bench.Apply(new RenewLeases(LockBench.A, [lease.Term]))).Terms);
        Assert.Single(LockBench.Sent<BucketsCompleted>(LockBench.A, bench.Complete(LockBench.A, lease)).Terms);
        Assert.Single(LockBench.Sent<BucketsCompleted>(LockBench.A, bench.Complete(LockBench.A, done)).Terms);
        bench.TakeOver(0);
        Assert.Equal(2, bench.State.ProgressOf(0).Completed.Count);
        Assert.True(bench.Grant(LockBench.A).Term > (3L << 32));
    }

    [Fact]
    public void Leases_that_nobody_renews_after_a_death_expire()
    {
        LockBench bench = new(LockBench.PlanOf(1));
        bench.Grant(LockBench.A);
        bench.TakeOver(0);
        for (int second = 10; second <= 30; second += 10)
        {
            bench.Now = TimeSpan.FromSeconds(second);
            bench.Apply(new LockTick());
        }

        Assert.Empty(bench.State.Live);
    }

    [Fact]
    public void A_switch_that_the_lock_did_not_hear_of_counts()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        Publication due = bench.TrainPass(LockBench.A);
        Assert.Equal(1, due.Version);

        bench.TakeOver(1);

        Assert.Equal(1, bench.State.Published);
        Assert.Equal(bench.Ledger.OfType<StateRecord>().Single().Published, bench.State.Published);
    }

    [Fact]
    public void A_publication_that_was_not_finished_is_due_again()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        Publication due = bench.TrainPass(LockBench.A);

        bench.TakeOver(0);

        Publication again = bench.State.Due!;
        Assert.Equal(due.Tables, again.Tables);
        Assert.Equal(due.Buckets, again.Buckets);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public void A_version_that_somebody_else_set_makes_the_ledger_worthless(long version)
    {
        LockBench bench = new(LockBench.PlanOf(2, passes: 9), committed: 2);
        bench.Complete(LockBench.A, bench.Grant(LockBench.A));

        bench.TakeOver(version);

        Assert.Equal(version, bench.State.Published);
        Assert.Empty(bench.State.Passes);
        Assert.Equal(Generation.Published(version), bench.State.NewestOf(new PartitionId("e", 0)));
    }

    [Fact]
    public void Other_partitions_than_the_ledgers_start_the_pass_anew()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        bench.Complete(LockBench.A, bench.Grant(LockBench.A));

        bench.TakeOver(0, LockBench.PlanOf(4));

        Assert.Empty(bench.State.Passes);
    }

    [Fact]
    public void A_new_run_starts_without_the_old_ones_end_and_failures()
    {
        LockPlan plan = LockBench.PlanOf(1) with { FailureLimit = 1 };
        LockBench bench = new(plan);
        bench.Apply(new GiveUpBucket(LockBench.A, bench.Grant(LockBench.A).Term, "broken", true));
        bench.TakeOver(0);
        Assert.True(bench.State.End?.Failed);

        bench.TakeOver(0, plan with { RunId = "another" });

        Assert.Null(bench.State.End);
        Assert.Empty(bench.State.Troubles);
        bench.Grant(LockBench.A);
    }
}
