using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Locking;

public class BucketLockStateTests
{
    [Fact]
    public void A_bucket_goes_to_one_trainer_and_its_partitions_to_no_other()
    {
        LockBench bench = new(LockBench.PlanOf(2));

        BucketLease lease = bench.Grant(LockBench.A);

        Assert.Equal(new Bucket(0, 0), lease.Bucket);
        Assert.Equal(new Bucket(1, 1), bench.Grant(LockBench.B).Bucket);
        WaitForBucket wait = Assert.IsType<WaitForBucket>(bench.Ask(LockBench.C));
        Assert.Equal(2, wait.Remaining);
        Assert.Contains("e_0 at a:1", wait.Reason, StringComparison.Ordinal);
        Assert.Contains("e_1 at b:1", wait.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_request_gets_the_same_lease_and_an_old_one_is_told_to_ask_anew()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        AcquireBucket request = new(7, LockBench.A, [], []);

        BucketLease lease = Assert.IsType<BucketGranted>(LockBench.ReplyTo(LockBench.A, bench.Apply(request))).Lease;
        Assert.Equal(lease, Assert.IsType<BucketGranted>(
            LockBench.ReplyTo(LockBench.A, bench.Apply(request))).Lease);
        bench.Complete(LockBench.A, lease);

        Assert.Equal(new AskAnew(7), LockBench.ReplyTo(LockBench.A, bench.Apply(request)));
        Assert.Empty(bench.State.Live);
    }

    [Fact]
    public void A_later_lease_of_the_same_trainer_builds_on_the_one_in_hand()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease first = bench.Grant(LockBench.A);

        BucketLease second = bench.Grant(LockBench.A);

        Assert.Equal(new Bucket(0, 1), second.Bucket);
        Assert.Contains(new PartitionGeneration(new("e", 0), first.Produces()), second.Bases);
        Assert.Contains(new PartitionGeneration(new("e", 1), Generation.Published(0)), second.Bases);
        LeasesRefused refused = LockBench.Sent<LeasesRefused>(LockBench.A, bench.Complete(LockBench.A, second));
        Assert.False(refused.IsFinal);

        IReadOnlyList<LockEffect> effects = bench.Apply(new GiveUpBucket(LockBench.A, first.Term, "broken", true));
        Assert.Equal([first.Term, second.Term], LockBench.Sent<LeasesRevoked>(LockBench.A, effects).Terms);
        Assert.Equal(4, bench.State.RemainingOf(0));
    }

    [Fact]
    public void A_lease_that_its_trainer_did_not_hear_of_before_it_asked_for_another_ends()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease unheard = bench.Grant(LockBench.A);

        IReadOnlyList<LockEffect> effects = bench.Apply(new AcquireBucket(2, LockBench.A, [], []));

        Assert.Equal([unheard.Term], LockBench.Sent<LeasesRevoked>(LockBench.A, effects).Terms);
        BucketLease next = LockBench.Sent<BucketGranted>(LockBench.A, effects).Lease;
        Assert.Equal(unheard.Bucket, next.Bucket);
        Assert.All(next.Bases, part => Assert.Equal(Generation.Published(0), part.Generation));
        Assert.Equal([next.Term], bench.Live(LockBench.A));
        Assert.Empty(bench.State.Troubles);
    }

    [Fact]
    public void Buckets_handed_in_together_need_only_the_last_generation_of_a_partition()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease first = bench.Grant(LockBench.A);
        BucketLease second = bench.Grant(LockBench.A);
        FinishedBucket early = LockBench.Finished(first) with { Produced = [] };

        Assert.False(LockBench.Sent<LeasesRefused>(
            LockBench.A, bench.Apply(new CompleteBuckets(LockBench.A, [early]))).IsFinal);
        IReadOnlyList<LockEffect> effects = bench.Apply(
            new CompleteBuckets(LockBench.A, [early, LockBench.Finished(second)]));

        Assert.Equal([first.Term, second.Term], LockBench.Sent<BucketsCompleted>(LockBench.A, effects).Terms);
        Assert.Equal(second.Produces(), bench.State.NewestOf(new("e", 0)));
    }

    [Fact]
    public void A_lease_that_is_not_renewed_ends_and_its_work_is_refused()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease lease = bench.Grant(LockBench.A);
        BucketLease other = bench.Grant(LockBench.B);
        for (int second = 10; second <= 40; second += 10)
        {
            bench.Now = TimeSpan.FromSeconds(second);
            bench.Apply(new RenewLeases(LockBench.B, [other.Term]));
            bench.Apply(new LockTick());
        }

        Assert.Equal([other.Term], bench.State.Live.Keys);
        Assert.Equal([lease.Term], LockBench.Sent<LeasesRenewed>(
            LockBench.A, bench.Apply(new RenewLeases(LockBench.A, [lease.Term]))).Lost);
        Assert.True(LockBench.Sent<LeasesRefused>(LockBench.A, bench.Complete(LockBench.A, lease)).IsFinal);
        Assert.Empty(bench.State.ProgressOf(0).Completed);
    }

    [Fact]
    public void A_lock_that_stood_still_does_not_blame_the_trainers()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease lease = bench.Grant(LockBench.A);

        bench.Now = TimeSpan.FromMinutes(5);
        bench.Apply(new LockTick());

        Assert.Equal([lease.Term], bench.State.Live.Keys);
    }

    [Fact]
    public void A_lost_node_returns_its_leases_at_once_and_who_waits_is_told()
    {
        LockBench bench = new(LockBench.PlanOf(1));
        BucketLease lease = bench.Grant(LockBench.A);
        Assert.IsType<WaitForBucket>(bench.Ask(LockBench.B));

        IReadOnlyList<LockEffect> effects = bench.Apply(new NodeLost(LockBench.A));

        LockBench.Sent<BucketsChanged>(LockBench.B, effects);
        BucketLease again = bench.Grant(LockBench.B);
        Assert.Equal(lease.Bucket, again.Bucket);
        Assert.Equal(lease.Index, again.Index);
        Assert.True(again.Term > lease.Term);
    }

    [Fact]
    public void A_bucket_whose_table_was_never_written_has_failed_and_the_others_count()
    {
        LockBench bench = new(LockBench.PlanOf(4));
        BucketLease unwritten = bench.Grant(LockBench.A);
        BucketLease whole = bench.Grant(LockBench.B);
        CompleteBuckets[] handedIn =
        [
            new(LockBench.A, [LockBench.Finished(unwritten)]), new(LockBench.B, [LockBench.Finished(whole)]),
        ];

        foreach (LockCommand looked in handedIn.SelectMany(one => HandedInTables.LookAt(
            bench.State, one, table => table.Generation.Term == unwritten.Term ? "x.h5 is not there" : null)))
        {
            bench.Apply(looked);
        }

        BucketTrouble trouble = Assert.Single(bench.State.Troubles.Values);
        Assert.Equal((unwritten.Bucket, 1), (trouble.Bucket, trouble.Failures));
        Assert.Contains("x.h5 is not there", trouble.LastReason, StringComparison.Ordinal);
        Assert.Equal([whole.Bucket], bench.State.ProgressOf(0).Completed.Keys);
        Assert.Empty(bench.State.Live);
    }

    [Fact]
    public void A_hand_in_that_is_repeated_is_not_looked_at_again()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease done = bench.Grant(LockBench.A);
        bench.Complete(LockBench.A, done);
        CompleteBuckets again = new(LockBench.A, [LockBench.Finished(done)]);

        Assert.Equal([again.Buckets], HandedInTables.LookAt(bench.State, again, _ => "gone")
            .Cast<CompleteBuckets>().Select(one => one.Buckets));
    }

    [Fact]
    public void Who_asks_ahead_takes_no_partition_while_another_waits()
    {
        LockBench bench = new(LockBench.PlanOf(3));
        BucketLease first = bench.Grant(LockBench.A);
        bench.Grant(LockBench.B);
        bench.Grant(LockBench.B);
        Assert.Equal([first.Term, first.Term + 1, first.Term + 2], bench.State.Live.Keys);
        Assert.IsType<WaitForBucket>(bench.Ask(LockBench.C));

        WaitForBucket wait = Assert.IsType<WaitForBucket>(bench.Ask(LockBench.A, prefetch: true));
        Assert.Contains("come first: c:1", wait.Reason, StringComparison.Ordinal);

        bench.Now = TimeSpan.FromSeconds(10);
        bench.Apply(new NodeLost(LockBench.B));
        Assert.Single(bench.State.LeasesOf(LockBench.A));
        Assert.IsType<BucketGranted>(bench.Ask(LockBench.A, prefetch: true));
    }

    [Fact]
    public void Who_asks_ahead_gets_a_bucket_of_its_own_partitions_at_any_time()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        bench.Complete(LockBench.A, bench.Grant(LockBench.A));
        BucketLease cross = bench.Grant(
            LockBench.A, new PartitionGeneration(new("e", 0), bench.State.NewestOf(new("e", 0))));
        Assert.Equal(new Bucket(0, 1), cross.Bucket);
        Assert.IsType<WaitForBucket>(bench.Ask(LockBench.B));

        Assert.Equal(
            new Bucket(1, 0), Assert.IsType<BucketGranted>(bench.Ask(LockBench.A, prefetch: true)).Lease.Bucket);
    }

    [Fact]
    public void A_hand_in_may_be_repeated_even_after_its_pass_was_published()
    {
        LockBench bench = new(LockBench.PlanOf(1));
        BucketLease lease = bench.Grant(LockBench.A);
        bench.Complete(LockBench.A, lease);
        bench.Apply(new VersionPublished(1));

        Assert.Equal([lease.Term], LockBench.Sent<BucketsCompleted>(
            LockBench.A, bench.Complete(LockBench.A, lease)).Terms);
    }

    [Fact]
    public void A_bucket_that_is_done_is_never_called_lost()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease lease = bench.Grant(LockBench.A);
        BucketLease next = bench.Grant(LockBench.A);
        bench.Complete(LockBench.A, lease);

        LeasesRenewed renewed = LockBench.Sent<LeasesRenewed>(
            LockBench.A, bench.Apply(new RenewLeases(LockBench.A, [lease.Term, next.Term])));
        Assert.Empty(renewed.Lost);
        Assert.Equal([lease.Term], renewed.Completed);
        IReadOnlyList<LockEffect> effects = bench.Apply(new GiveUpBucket(LockBench.A, lease.Term, "late", false));
        Assert.Equal([lease.Term], LockBench.Sent<BucketsCompleted>(LockBench.A, effects).Terms);
        Assert.Equal([next.Term], bench.State.Live.Keys);
    }

    [Fact]
    public void The_next_pass_begins_where_this_one_is_done_but_no_further_than_one_ahead()
    {
        LockBench bench = new(LockBench.PlanOf(2, passes: 3));
        BucketLease[] leases = [bench.Grant(LockBench.A), bench.Grant(LockBench.A)];
        bench.Complete(LockBench.A, leases);
        bench.Complete(LockBench.A, bench.Grant(LockBench.A));
        BucketLease last = bench.Grant(LockBench.A);

        BucketLease ahead = bench.Grant(LockBench.A);
        Assert.Equal(1, ahead.Pass);
        bench.Complete(LockBench.A, last, ahead);
        Publication due = bench.Effects.OfType<PublishPass>().Single().Publication;
        Assert.Equal(1, due.Version);
        Assert.All(due.Tables, table => Assert.Equal(0, table.Generation.Pass));
        Assert.Contains(last.Produces(), due.Tables.Select(table => table.Generation));

        while (bench.Ask(LockBench.A) is BucketGranted granted)
        {
            Assert.Equal(1, granted.Lease.Pass);
            bench.Complete(LockBench.A, granted.Lease);
        }

        WaitForBucket wait = Assert.IsType<WaitForBucket>(bench.Ask(LockBench.A));
        Assert.Contains("version 1 of the checkpoint is being written", wait.Reason, StringComparison.Ordinal);
        bench.Apply(new PublicationFailed(1, "the disk is full"));
        Assert.Contains("disk is full", ((WaitForBucket)bench.Ask(LockBench.A)).Reason, StringComparison.Ordinal);
        IReadOnlyList<LockEffect> effects = bench.Apply(new VersionPublished(1));
        Assert.Equal(2, effects.OfType<PublishPass>().Single().Publication.Version);
        Assert.Equal(2, bench.Grant(LockBench.A).Pass);
    }

    [Fact]
    public void A_run_ends_when_its_last_version_is_published()
    {
        LockBench bench = new(LockBench.PlanOf(1, passes: 1));
        bench.TrainPass(LockBench.A);
        Assert.IsType<WaitForBucket>(bench.Ask(LockBench.B));

        RunEnd end = LockBench.Sent<RunOver>(LockBench.B, bench.Apply(new VersionPublished(1))).End;

        Assert.False(end.Failed);
        Assert.IsType<RunOver>(bench.Ask(LockBench.A));
    }

    [Fact]
    public void A_bucket_that_fails_again_and_again_ends_the_run_with_its_reason()
    {
        LockBench bench = new(LockBench.PlanOf(1));
        for (int time = 0; time < 2; time++)
        {
            bench.Apply(new GiveUpBucket(LockBench.A, bench.Grant(LockBench.A).Term, "the loss is NaN", true));
        }

        bench.Apply(new GiveUpBucket(LockBench.A, bench.Grant(LockBench.A).Term, "leaving", false));
        Assert.Null(bench.State.End);
        bench.Apply(new GiveUpBucket(LockBench.A, bench.Grant(LockBench.A).Term, "the loss is NaN", true));

        Assert.True(bench.State.End?.Failed);
        Assert.Contains("the loss is NaN", bench.State.End!.Reason, StringComparison.Ordinal);
        Assert.IsType<RunOver>(bench.Ask(LockBench.B));
    }

    [Fact]
    public void A_bucket_that_is_done_once_has_a_clean_record()
    {
        LockBench bench = new(LockBench.PlanOf(1));
        for (int time = 0; time < 5; time++)
        {
            bench.Apply(new NodeLost(bench.Grant(LockBench.A) is not null ? LockBench.A : LockBench.B));
        }

        Assert.Equal(5, bench.State.Troubles[new Bucket(0, 0)].Losses);
        bench.Complete(LockBench.A, bench.Grant(LockBench.A));
        Assert.Empty(bench.State.Troubles);
    }

    [Fact]
    public void In_the_first_pass_a_bucket_needs_a_partition_that_was_trained_before()
    {
        LockBench bench = new(LockBench.PlanOf(3) with { FirstPassRule = true });
        bench.Grant(LockBench.A);

        WaitForBucket wait = Assert.IsType<WaitForBucket>(bench.Ask(LockBench.B));

        Assert.Equal(8, wait.Remaining);
        Assert.NotEmpty(wait.Reason);
    }

    [Fact]
    public void A_given_order_is_followed()
    {
        Bucket[] order = [new(1, 1), new(0, 1), new(1, 0), new(0, 0)];
        LockBench bench = new(LockBench.PlanOf(2) with { OrderOf = _ => order });
        List<Bucket> granted = [];
        while (bench.Ask(LockBench.A) is BucketGranted answer && answer.Lease.Pass == 0)
        {
            granted.Add(answer.Lease.Bucket);
            bench.Complete(LockBench.A, answer.Lease);
        }

        Assert.Equal(order, granted);
    }

    [Fact]
    public void Superseded_tables_may_go_but_those_that_a_publication_needs_stay()
    {
        LockBench bench = new(LockBench.PlanOf(2));
        BucketLease first = bench.Grant(LockBench.A);
        bench.Complete(LockBench.A, first);
        BucketLease second = bench.Grant(LockBench.A, new PartitionGeneration(new("e", 0), first.Produces()));

        IReadOnlyList<LockEffect> effects = bench.Complete(LockBench.A, second);

        Assert.Equal(
            [new PartitionGeneration(new("e", 0), first.Produces())], effects.OfType<DeleteTables>().Single().Tables);
        bench.TrainPass(LockBench.A);
        Publication due = bench.Effects.OfType<PublishPass>().First().Publication;
        Assert.Empty(bench.Effects.OfType<DeleteTables>().SelectMany(delete => delete.Tables).Intersect(due.Tables));
    }
}
