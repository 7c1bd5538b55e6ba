using System.Collections.Immutable;
using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>Which buckets of which passes are done, leased and waiting: all that the lock decides by.</summary>
/// <remarks>
/// An immutable value without clock and without I/O. Two live leases never share a partition, unless one trainer has
/// both; then the later one builds on the earlier one and ends with it. A bucket is done when its
/// <see cref="CompletedRecord"/> is in the ledger, and not before. How the lock goes about it:
/// <code>
/// RunLedger ledger = RunLedger.Claim(files);
/// BucketLockState state = BucketLockState.Recover(plan, ledger.Recovered, ledger.Committed, ledger.Incarnation, now)
///     .Repair(faultOf, out string missing);
/// if (missing.Length > 0) { publisher.TakeBack(state); }
/// ledger.Begin(state.ToRecord());
/// publisher.Prepare(state);
/// if (state.Due is { } due) { publish(due); }
/// for each command:
///     LockDecision decision = state.Apply(command, now);
///     ledger.Append(decision.Records);
///     state = decision.Next;
///     perform(decision.Effects);
/// </code>
/// See docs/internals/lock-protocol.md.
/// </remarks>
internal sealed partial record BucketLockState
{
    private const int IncarnationShift = 32;

    /// <summary>The run.</summary>
    public required LockPlan Plan { get; init; }

    /// <summary>Number of the lock's life, claimed on disk; the upper half of every term granted in it.</summary>
    public required int Incarnation { get; init; }

    /// <summary>The committed version of the checkpoint: passes done and published.</summary>
    public required long Published { get; init; }

    /// <summary>Leases that have not ended, by term.</summary>
    public ImmutableSortedDictionary<long, LiveLease> Live { get; init; } =
        ImmutableSortedDictionary<long, LiveLease>.Empty;

    /// <summary>The last published pass, the one being trained, and the one after it.</summary>
    public ImmutableSortedDictionary<long, PassProgress> Passes { get; init; } =
        ImmutableSortedDictionary<long, PassProgress>.Empty;

    /// <summary>The highest request of each trainer that was granted.</summary>
    public ImmutableDictionary<NodeName, long> Requests { get; init; } =
        ImmutableDictionary<NodeName, long>.Empty;

    /// <summary>Buckets that went wrong since they were last done.</summary>
    public ImmutableDictionary<Bucket, BucketTrouble> Troubles { get; init; } =
        ImmutableDictionary<Bucket, BucketTrouble>.Empty;

    /// <summary>How the run ended, or none while it goes on.</summary>
    public RunEnd? End { get; init; }

    /// <summary>Trainers without a bucket that were told to wait; not kept in the ledger.</summary>
    public ImmutableList<WaitingRequest> Line { get; init; } = [];

    /// <summary>Why the due version is not published yet, for people; empty when nothing is wrong.</summary>
    public string PublicationTrouble { get; init; } = "";

    /// <summary>The last term granted in this incarnation, or what it starts from.</summary>
    public long LastTerm { get; init; }

    /// <summary>When the last command came, by the caller's clock.</summary>
    public TimeSpan LastSeen { get; init; }

    /// <summary>The pass that has to be published next, once all its buckets are done; else none.</summary>
    public Publication? Due => IsWhole(Published) && Published < Plan.PassCount ? PublicationOf(Published) : null;

    /// <summary>Which life of the lock granted a term.</summary>
    public static int IncarnationOf(long term) => (int)(term >> IncarnationShift);

    /// <summary>Decides on a command.</summary>
    /// <param name="command">A command of a trainer, the checkpoint or the run.</param>
    /// <param name="now">
    /// Time since any fixed moment of this process, from a clock that is never set (a stopwatch).
    /// </param>
    public LockDecision Apply(LockCommand command, TimeSpan now)
    {
        LockStep step = new(AfterPause(now), now);
        step.Apply(command);
        return step.ToDecision();
    }

    /// <summary>The newest generation of a partition whose training is done.</summary>
    public Generation NewestOf(PartitionId partition)
    {
        foreach (PassProgress progress in Passes.Values.Reverse())
        {
            if (progress.Newest.TryGetValue(partition, out Generation generation))
            {
                return generation;
            }
        }

        return Generation.Published(Published);
    }

    /// <summary>The newest bucket that is done, or the committed version where none is known.</summary>
    public Generation LastDone
    {
        get
        {
            foreach ((long pass, PassProgress progress) in Passes.Reverse())
            {
                if (!progress.Completed.IsEmpty)
                {
                    return new Generation(pass, progress.Completed.Values.Max(bucket => bucket.Term));
                }
            }

            return Generation.Published(Published);
        }
    }

    /// <summary>What is done of a pass.</summary>
    public PassProgress ProgressOf(long pass) => Passes.GetValueOrDefault(pass, PassProgress.Empty);

    /// <summary>Buckets of a pass that are neither done nor leased.</summary>
    public int RemainingOf(long pass) => Plan.Layout.Buckets.Count
        - ProgressOf(pass).Completed.Count - Live.Values.Count(lease => lease.Lease.Pass == pass);

    /// <summary>A trainer's live leases, oldest first.</summary>
    public IEnumerable<LiveLease> LeasesOf(NodeName trainer) =>
        Live.Values.Where(lease => lease.Trainer == trainer);

    /// <summary>
    /// Terms of the live leases whose tables a lease starts from, all of the same trainer: when one of them ends
    /// without being done, so does the lease.
    /// </summary>
    public IEnumerable<long> BuildsOn(BucketLease lease) =>
        lease.Bases.Select(part => part.Generation.Term).Where(Live.ContainsKey).Distinct();

    /// <summary>Terms under which a trainer has done buckets, in the last published pass and since.</summary>
    public IEnumerable<long> CompletedBy(NodeName trainer) => Passes.Values
        .SelectMany(progress => progress.Completed.Values)
        .Where(bucket => bucket.Trainer == trainer)
        .Select(bucket => bucket.Term);

    /// <summary>Whether all buckets of a pass are done.</summary>
    public bool IsWhole(long pass) => ProgressOf(pass).Completed.Count == Plan.Layout.Buckets.Count;

    /// <summary>
    /// A lock whose own process stood still (stopped, swapped out) must not take its sleep for the trainers' silence.
    /// </summary>
    private BucketLockState AfterPause(TimeSpan now)
    {
        TimeSpan gap = now - LastSeen;
        if (gap <= Plan.LeaseDuration / 2)
        {
            return this with { LastSeen = now };
        }

        return this with
        {
            LastSeen = now,
            Live = Live.ToImmutableSortedDictionary(
                pair => pair.Key, pair => pair.Value with { Deadline = pair.Value.Deadline + gap }),
            Line = [.. Line.Select(waiting => waiting with { Until = waiting.Until + gap })],
        };
    }

    private Publication PublicationOf(long pass)
    {
        PassProgress progress = ProgressOf(pass);
        PassRecord record = progress.ToRecord(pass);
        return new Publication(
            Incarnation, pass + 1, Plan.PositionOf(pass), Plan.PositionOf(pass + 1), record.Newest, record.Completed);
    }
}
