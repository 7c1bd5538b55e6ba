using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Scheduling;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Engine.Ports;

/// <summary>What every answer to <see cref="IBucketSource"/> must keep.</summary>
public abstract class BucketSourceContract
{
    private protected abstract IBucketSource Create(int lhsPartitions, int rhsPartitions);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(2, 3)]
    public void Every_bucket_of_a_pass_is_leased_once(int lhs, int rhs)
    {
        IBucketSource source = Create(lhs, rhs);
        List<Bucket> leased = [];
        while (source.Acquire(CancellationToken.None) is { } lease)
        {
            leased.Add(lease.Bucket);
            source.Complete(lease, ReportOf(lease));
        }

        Assert.Equal(lhs * rhs, leased.Count);
        Assert.Equal(BucketOrders.Lexicographic(lhs, rhs).ToHashSet(), leased.ToHashSet());
    }

    [Fact]
    public void Terms_grow_with_each_lease()
    {
        IBucketSource source = Create(3, 3);
        long last = 0;
        while (source.Acquire(CancellationToken.None) is { } lease)
        {
            Assert.True(lease.Term > last);
            last = lease.Term;
            source.Complete(lease, ReportOf(lease));
        }
    }

    [Fact]
    public void Completing_a_lease_again_changes_nothing()
    {
        IBucketSource source = Create(1, 2);
        BucketLease first = source.Acquire(CancellationToken.None)!;
        source.Complete(first, ReportOf(first));
        source.Complete(first, ReportOf(first));
        Assert.NotEqual(first.Bucket, source.Acquire(CancellationToken.None)!.Bucket);
        Assert.Null(source.Acquire(CancellationToken.None));
    }

    [Fact]
    public void A_wish_to_stop_ends_the_wait_for_a_bucket()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Create(1, 1).Acquire(stop.Token));
    }

    private protected static BucketReport ReportOf(BucketLease lease) => new()
    {
        Lease = lease,
        Training = default,
        TrainingTime = TimeSpan.Zero,
    };
}
