using BigGraphActors.Engine.Local;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Scheduling;
using BigGraphActors.Tests.Engine.Ports;

namespace BigGraphActors.Tests.Engine.Local;

public class LocalBucketSourceTests : BucketSourceContract
{
    private protected override IBucketSource Create(int lhsPartitions, int rhsPartitions) =>
        new LocalBucketSource(BucketOrders.Lexicographic(lhsPartitions, rhsPartitions), default, pass: 0);

    [Fact]
    public void A_bucket_is_numbered_over_the_whole_run_as_in_pbgs_statistics()
    {
        LocalBucketSource source = new(BucketOrders.Lexicographic(2, 2), new PassPosition(3, 0, 0), pass: 3);
        BucketLease lease = source.Acquire(CancellationToken.None)!;
        Assert.Equal(12, lease.Index);
        Assert.Equal(3, lease.Remaining);
    }

    [Theory]
    [InlineData(23, 3, 4, 1, 2, 3)]
    [InlineData(0, 3, 4, 0, 0, 0)]
    public void A_version_says_where_a_run_goes_on(long pass, int paths, int slices, int epoch, int path, int slice) =>
        Assert.Equal(new PassPosition(epoch, path, slice), PassPosition.Of(pass, paths, slices));
}
