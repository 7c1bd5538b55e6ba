using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Tests.Cluster.Checkpoints;

/// <summary>What the checkpoint says to the lock, and when it tries again.</summary>
public sealed class CheckpointStateTests
{
    private static readonly TellLock Told = new(new VersionPublished(1));

    [Fact]
    public void The_lock_is_told_of_a_version_again_until_it_wants_the_next_one()
    {
        CheckpointState published = Wanted(1).Apply(new PublicationDone(1), TimeSpan.Zero).Next;
        Assert.Equal([Told], published.Apply(new CheckpointTick(), TimeSpan.FromSeconds(1)).Effects);
        Assert.Equal([Told], published.Apply(new CheckpointTick(), TimeSpan.FromSeconds(2)).Effects);

        CheckpointState next = published.Apply(new PublicationWanted(Version(2)), TimeSpan.FromSeconds(3)).Next;
        Assert.Empty(next.Apply(new CheckpointTick(), TimeSpan.FromSeconds(4)).Effects);
    }

    [Fact]
    public void A_publication_that_failed_is_tried_again_after_a_pause()
    {
        CheckpointState broken = Wanted(1)
            .Apply(new PublicationBroke(1, "the disk is full", IsFinal: false), TimeSpan.Zero).Next;
        Assert.Empty(broken.Apply(new CheckpointTick(), TimeSpan.FromSeconds(0.5)).Effects);

        CheckpointEffect again = Assert.Single(broken.Apply(new CheckpointTick(), TimeSpan.FromSeconds(1)).Effects);
        Assert.Equal(1, Assert.IsType<StartPublication>(again).Publication.Version);
    }

    private static CheckpointState Wanted(long version) =>
        new CheckpointState().Apply(new PublicationWanted(Version(version)), TimeSpan.Zero).Next;

    private static Publication Version(long version) => new(
        1, version, PassPosition.Of(version - 1, 1, 1), PassPosition.Of(version, 1, 1), [], []);
}
