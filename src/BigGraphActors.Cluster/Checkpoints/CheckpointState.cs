using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>What is being published, what waits, and when a failed publication is tried again.</summary>
/// <remarks>
/// An immutable value without clock and without I/O. One publication runs at a time, on a thread of its own. The
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
    /// <param name="now">Time since any fixed moment of this process, from a clock that is never set.</param>
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

/// <summary>What the checkpoint singleton is told.</summary>
internal abstract record CheckpointCommand;

/// <summary>A pass is to be published. Lock → checkpoint; repeatable.</summary>
/// <param name="Publication">What belongs to the version.</param>
internal sealed record PublicationWanted(Publication Publication) : CheckpointCommand;

/// <summary>A version is the committed one. Publishing thread → checkpoint.</summary>
/// <param name="Version">Number of the version, equal to the passes that it holds.</param>
internal sealed record PublicationDone(long Version) : CheckpointCommand;

/// <summary>A version could not be published. Publishing thread → checkpoint.</summary>
/// <param name="Version">Number of the version, equal to the passes that it would hold.</param>
/// <param name="Reason">The cause, in words for people.</param>
/// <param name="IsFinal">
/// Whether trying again is of no use: a table is missing, somebody else changed the version.
/// </param>
internal sealed record PublicationBroke(long Version, string Reason, bool IsFinal) : CheckpointCommand;

/// <summary>Time passes. Timer → checkpoint, about once a second.</summary>
internal sealed record CheckpointTick : CheckpointCommand;

/// <summary>What the checkpoint singleton does about a command.</summary>
internal abstract record CheckpointEffect;

/// <summary>
/// Run <see cref="CheckpointPublisher.Publish"/> on a thread, and tell the outcome by <see cref="PublicationDone"/> or
/// <see cref="PublicationBroke"/>.
/// </summary>
/// <param name="Publication">The version, and the generation of each of its tables.</param>
internal sealed record StartPublication(Publication Publication) : CheckpointEffect;

/// <summary>Tell the lock.</summary>
/// <param name="Command">Sent to the lock's actor, without waiting for an answer.</param>
internal sealed record TellLock(LockCommand Command) : CheckpointEffect;
