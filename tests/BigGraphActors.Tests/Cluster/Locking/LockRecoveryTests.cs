using System.Text;
using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Tests.Contracts;

namespace BigGraphActors.Tests.Cluster.Locking;

public class LockRecoveryTests
{
    [Fact]
    public void Leases_survive_the_death_of_the_lock_with_their_terms()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease done = bench.Grant(LockBench.A);
        bench.Complete(LockBench.A, done);
        BucketLease lease = bench.Grant(LockBench.A);
        BucketLease next = bench.Grant(LockBench.A);

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
    public void A_ledger_of_the_time_when_leases_had_a_duration_is_still_read()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(GoldenText.Read("Ledger/leases-with-duration.jsonl"));
        IReadOnlyList<LedgerRecord> records = LedgerLine.Read(bytes, out int length);
        BucketLockState state = BucketLockState.Recover(LockBench.PlanOf(1), records, 1, 2, TimeSpan.Zero);

        Assert.Equal(bytes.Length, length);
        Assert.Equal(new Generation(1, 4294967298), state.NewestOf(new PartitionId("e", 0)));
        CompletedBucket done = Assert.Single(state.Due!.Buckets);
        Assert.Equal((LockBench.A, 1, 1.25), (done.Trainer, done.Index, done.Report.Training.Loss));
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
    public void A_process_that_joined_again_frees_what_its_earlier_life_had_and_trains_at_once()
    {
        LockBench bench = new(LockBench.PlanOf(1));
        BucketLease lost = bench.Grant(LockBench.A);
        bench.TakeOver(0);

        IReadOnlyList<LockEffect> effects = bench.Apply(
            new AcquireBucket(1, LockBench.B, [], []) { Earlier = [LockBench.A] });

        BucketLease again = Assert.IsType<BucketGranted>(LockBench.ReplyTo(LockBench.B, effects)).Lease;
        Assert.Equal(lost.Bucket, again.Bucket);
        Assert.True(again.Term > lost.Term);
        Assert.Equal([again.Term], bench.State.Live.Keys);
        Assert.Empty(bench.State.Troubles);
        Assert.True(LockBench.Sent<LeasesRefused>(LockBench.A, bench.Complete(LockBench.A, lost)).IsFinal);
    }

    [Fact]
    public void A_ledger_that_names_a_missing_table_goes_back_to_the_committed_version()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        bench.Complete(LockBench.A, bench.Grant(LockBench.A));
        BucketLease open = bench.Grant(LockBench.A);
        bench.TakeOver(0);

        BucketLockState repaired = bench.State.Repair(table => $"{table} is not there", out string missing);

        Assert.Contains("is not there; what was trained since version 0", missing, StringComparison.Ordinal);
        Assert.Empty(repaired.Passes);
        Assert.Empty(repaired.Live);
        Assert.Equal(4, repaired.RemainingOf(0));
        Assert.True(repaired.LastTerm > open.Term);
        Assert.Same(bench.State, bench.State.Repair(_ => null, out string nothing));
        Assert.Empty(nothing);
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
