using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Locking;

/// <summary>What a trainer says to the lock, and says again, whatever comes late.</summary>
public sealed class LockClientStateTests
{
    private static readonly NodeName Trainer = new("a:1#1");
    private static readonly LockClientState Start = new() { Trainer = Trainer };

    [Fact]
    public void A_request_is_repeated_until_it_is_answered_and_names_the_leases_there_are()
    {
        LockClientState asked = Start.Ask([], prefetch: false);
        Assert.Equal([asked.Asked!], asked.Outstanding);

        LockClientState granted = asked.Apply(new BucketGranted(1, LeaseOf(11))).Next;
        Assert.Equal(11, granted.Granted!.Term);
        Assert.Empty(granted.Outstanding);
        Assert.Equal([11], Assert.IsType<AcquireBucket>(granted.Ask([], prefetch: true).Outstanding.Single()).Live);
    }

    [Fact]
    public void A_bucket_that_is_granted_too_late_goes_back_before_another_is_asked_for()
    {
        LockClientState waiting = Start.Ask([], prefetch: false).Withdraw().Ask([], prefetch: false);

        (LockClientState refusing, bool isUrgent) = waiting.Apply(new BucketGranted(1, LeaseOf(11)));
        Assert.Null(refusing.Granted);
        Assert.True(isUrgent);
        GiveUpBucket back = Assert.IsType<GiveUpBucket>(refusing.Outstanding.Single());
        Assert.Equal((11, false), (back.Term, back.Failed));

        LockClientState free = refusing.Apply(new LeasesRevoked([11], "given back")).Next;
        AcquireBucket again = Assert.IsType<AcquireBucket>(free.Outstanding.Single());
        Assert.Equal(2, again.Request);
        Assert.Empty(again.Live);
    }

    [Fact]
    public void What_was_given_back_after_it_was_done_is_not_given_back_for_ever()
    {
        LockClientState granted = Start.Ask([], prefetch: false).Apply(new BucketGranted(1, LeaseOf(11))).Next;
        LockClientState back = granted.GiveUp(11, "the loop ended", failed: false);
        Assert.NotEmpty(back.Outstanding);

        Assert.Empty(back.Apply(new BucketsCompleted([11])).Next.Outstanding);
    }

    [Fact]
    public void A_lease_that_is_lost_takes_its_hand_in_along()
    {
        LockClientState granted = Start.Ask([], prefetch: false).Apply(new BucketGranted(1, LeaseOf(11))).Next;
        LockClientState handed = granted.HandIn(new FinishedBucket(11, [], new BucketReport()));
        Assert.IsType<CompleteBuckets>(handed.Outstanding.Single());

        LockClientState lost = handed.Apply(new LeasesRenewed([], [11], [])).Next;
        Assert.Equal([11], lost.Lost);
        Assert.Empty(lost.Live);
        Assert.Empty(lost.Outstanding);
    }

    private static BucketLease LeaseOf(long term) => new()
    {
        Bucket = new Bucket(0, 0),
        Pass = 0,
        Position = new PassPosition(0, 0, 0),
        Index = 0,
        Remaining = 0,
        Term = term,
        Bases = [],
    };
}
