using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Locking;

/// <summary>The engine's port for buckets as the lock answers it, for a run of one pass.</summary>
public sealed class LockedBucketsTests
{
    private LockBench _lock = null!;
    private LockClient _client = null!;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(2, 3)]
    public void Every_bucket_of_a_pass_is_leased_once(int lhs, int rhs)
    {
        LockedBuckets buckets = Create(lhs, rhs);
        List<Bucket> leased = [];
        while (buckets.Acquire(CancellationToken.None) is { } lease)
        {
            leased.Add(lease.Bucket);
            buckets.Complete(lease, new BucketReport());
        }

        Assert.Equal(_lock.Plan.Layout.Buckets, leased.OrderBy(bucket => bucket.Lhs).ThenBy(bucket => bucket.Rhs));
        Assert.False(_client.State.End!.Failed);
    }

    [Fact]
    public void Terms_and_numbers_grow_with_each_lease()
    {
        LockedBuckets buckets = Create(3, 3);
        List<BucketLease> leases = [];
        while (buckets.Acquire(CancellationToken.None) is { } lease)
        {
            leases.Add(lease);
            buckets.Complete(lease, new BucketReport());
        }

        Assert.Equal(leases.Select(lease => lease.Term).Distinct().Order(), leases.Select(lease => lease.Term));
        Assert.Equal(Enumerable.Range(0, 9), leases.Select(lease => (int)lease.Index));
        Assert.Equal(Enumerable.Range(0, 9).Reverse(), leases.Select(lease => lease.Remaining));
    }

    [Fact]
    public void Completing_a_lease_again_changes_nothing()
    {
        LockedBuckets buckets = Create(1, 2);
        BucketLease first = buckets.Acquire(CancellationToken.None)!;
        buckets.Complete(first, new BucketReport());
        buckets.Complete(first, new BucketReport());

        BucketLease second = buckets.Acquire(CancellationToken.None)!;
        buckets.Complete(second, new BucketReport());
        Assert.NotEqual(first.Bucket, second.Bucket);
        Assert.Null(buckets.Acquire(CancellationToken.None));
    }

    [Fact]
    public void Asking_ahead_gives_the_next_bucket_or_nothing_and_does_not_wait()
    {
        LockedBuckets buckets = Create(1, 2);
        BucketLease first = buckets.Acquire(CancellationToken.None)!;
        BucketLease ahead = buckets.TryAcquireNext(first)!;
        Assert.NotEqual(first.Bucket, ahead.Bucket);
        Assert.Null(buckets.TryAcquireNext(ahead));
    }

    [Fact]
    public void A_bucket_that_is_given_up_can_be_had_again()
    {
        LockedBuckets buckets = Create(1, 1);
        BucketLease first = buckets.Acquire(CancellationToken.None)!;
        buckets.GiveUp(first, new OperationCanceledException());

        BucketLease again = buckets.Acquire(CancellationToken.None)!;
        Assert.Equal(first.Bucket, again.Bucket);
        Assert.True(again.Term > first.Term);
    }

    [Fact]
    public void A_bucket_that_another_trainer_has_by_now_is_refused_when_it_is_completed()
    {
        LockedBuckets buckets = Create(1, 1);
        BucketLease lease = buckets.Acquire(CancellationToken.None)!;
        Apply(new NodeLost(LockBench.A));
        _lock.Grant(LockBench.B);

        Assert.Throws<LeaseLostException>(() => buckets.Complete(lease, new BucketReport()));
    }

    [Fact]
    public void A_wish_to_stop_ends_the_wait_for_a_bucket()
    {
        LockedBuckets buckets = Create(1, 1);
        _lock.Grant(LockBench.B);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => buckets.Acquire(stop.Token));
    }

    private LockedBuckets Create(int lhsPartitions, int rhsPartitions)
    {
        LockedType[] types = [new("left", 10, OnLhs: true, OnRhs: false), new("right", 10, OnLhs: false, OnRhs: true)];
        _lock = new LockBench(LockBench.PlanOf(1, passes: 1) with
        {
            Layout = new BucketLayout(lhsPartitions, rhsPartitions, types, []),
        });
        _client = new LockClient(LockBench.A, Send);
        return new LockedBuckets(_client, () => [], CancellationToken.None);
    }

    /// <summary>Brings the trainer's commands to the lock, whose replies are there before this returns.</summary>
    private void Send()
    {
        foreach (LockCommand command in _client.State.Outstanding)
        {
            Apply(command);
        }
    }

    private void Apply(LockCommand command)
    {
        foreach (LockEffect effect in _lock.Apply(command))
        {
            if (effect is SendReply reply && reply.To == LockBench.A)
            {
                _client.Receive(reply.Reply);
            }
            else if (effect is PublishPass whole)
            {
                Apply(new VersionPublished(whole.Publication.Version));
            }
        }
    }
}
