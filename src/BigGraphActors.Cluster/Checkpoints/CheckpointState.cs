using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>What is being published, what waits, and when a failed publication is tried again.</summary>
/// <remarks>
/// An immutable value, as <see cref="BucketLockState"/>. One publication runs at a time, on a thread of its own. The
/// lock asks for the next one after it has heard that the last one is done. This state may be lost: after a crash the
/// lock asks again, and the publisher does only the steps that are not done yet.
/// </remarks>
internal sealed record CheckpointState
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>How long a publication may fail before the run ends.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is to be published, or none.</summary>
    public Publication? Current { get; init; }

    /// <summary>
    /// The version that was published last: the lock is told of it again until it wants the next one, because its disk
    /// may have been full when it heard of it. Null before the first version.
    /// </summary>
    public long? Published { get; init; }

    /// <summary>Whether it is being written now.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Attempts that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>When the first of them failed.</summary>
    public TimeSpan FailingSince { get; init; }

    /// <summary>When it is tried again.</summary>
    public TimeSpan RetryAt { get; init; }

    /// <summary>Decides on a command.</summary>
    /// <param name="command">From the lock, or the outcome of a publication.</param>
    /// <param name="now">As for <see cref="BucketLockState.Apply"/>.</param>
    /// <returns>The next state, and what to do.</returns>
    public (CheckpointState Next, IReadOnlyList<CheckpointEffect> Effects) Apply(
        CheckpointCommand command, TimeSpan now) => command switch
        {
            PublicationWanted wanted => Want(wanted.Publication),
            PublicationDone done when done.Version == Current?.Version => (
                new CheckpointState { Patience = Patience, Published = done.Version },
                [new TellLock(new VersionPublished(done.Version))]),
            PublicationBroke broke when broke.Version == Current?.Version => Break(broke, now),
            CheckpointTick when Current is not null && !IsRunning && now >= RetryAt => (
                this with { IsRunning = true }, [new StartPublication(Current)]),
            CheckpointTick when Published is { } version => (this, [new TellLock(new VersionPublished(version))]),
            _ => (this, []),
        };

    private (CheckpointState Next, IReadOnlyList<CheckpointEffect> Effects) Want(Publication publication) =>
        publication.Version == Current?.Version
            ? (this, [])
            : (new CheckpointState { Patience = Patience, Current = publication, IsRunning = true },
                [new StartPublication(publication)]);

    private (CheckpointState Next, IReadOnlyList<CheckpointEffect> Effects) Break(PublicationBroke broke, TimeSpan now)
    {
        TimeSpan since = Failures == 0 ? now : FailingSince;
        if (broke.IsFinal || now - since >= Patience)
        {
            return (this with { IsRunning = false, RetryAt = TimeSpan.MaxValue },
                [new TellLock(new EndRun($"version {broke.Version} cannot be completed: {broke.Reason}", true))]);
        }

        double pause = Math.Min(
            LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(Failures, 10)));
        return (
            this with
            {
                IsRunning = false,
                Failures = Failures + 1,
                FailingSince = since,
                RetryAt = now + TimeSpan.FromSeconds(pause),
            },
            [new TellLock(new PublicationFailed(broke.Version, broke.Reason))]);
    }
}
