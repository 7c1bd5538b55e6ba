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
/// if (missing.Length > 0) { publisher.TakeBack(state.ToTakeover()); }
/// ledger.Begin(state.ToRecord());
/// publisher.Prepare(state.ToTakeover());
/// if (state.Due is { } due) { publish(due); }
/// for each command:
///     LockDecision decision = state.Apply(command, now);
///     ledger.Append(decision.Records);
///     state = decision.Next;
///     perform(decision.Effects);
/// </code>
/// See docs/internals/lock-protocol.md.
/// </remarks>
internal sealed record BucketLockState
{
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

    /// <summary>Takes over from the lock's earlier lives.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="history">
    /// Records of the last life that left any, a <see cref="StateRecord"/> first; empty for a directory without ledger.
    /// </param>
    /// <param name="committedVersion">What <c>checkpoint_version.txt</c> says.</param>
    /// <param name="incarnation">Number of this life.</param>
    /// <param name="now">The caller's clock, as for <see cref="Apply"/>.</param>
    /// <remarks>
    /// Leases live on with their terms for <see cref="LockPlan.RecoveryGrace"/>, within which their trainers renew
    /// them. A ledger of other buckets, or of a version that somebody else has changed since, says nothing about this
    /// run: then everything starts at the committed version.
    /// </remarks>
    public static BucketLockState Recover(
        LockPlan plan, IReadOnlyList<LedgerRecord> history, long committedVersion, int incarnation, TimeSpan now)
    {
        BucketLockState fresh = new()
        {
            Plan = plan,
            Incarnation = incarnation,
            Published = committedVersion,
            LastTerm = LedgerFence.TermBefore(incarnation),
            LastSeen = now,
        };
        if (history.Count == 0 || history[0] is not StateRecord first || first.Fingerprint != plan.Fingerprint)
        {
            return fresh;
        }

        BucketLockState state = history.Aggregate(fresh, (sum, record) => sum.With(record));
        if (state.Published == committedVersion - 1 && state.IsWhole(state.Published))
        {
            // The switch was made, and the lock died before it heard of it.
            state = state.With(new PublishedRecord(committedVersion));
        }

        if (state.Published != committedVersion)
        {
            return fresh;
        }

        bool sameRun = first.RunId == plan.RunId;
        return state with
        {
            LastTerm = fresh.LastTerm,
            End = sameRun ? state.End : null,
            Troubles = sameRun ? state.Troubles : ImmutableDictionary<Bucket, BucketTrouble>.Empty,
            Live = state.Live.ToImmutableSortedDictionary(
                pair => pair.Key, pair => pair.Value with { Deadline = now + plan.RecoveryGrace }),
        };
    }

    /// <summary>Goes back to the committed version where a table that the ledger names is missing.</summary>
    /// <param name="faultOf">What is wrong with a table's file, or none.</param>
    /// <param name="missing">What was missing, for people; empty when nothing was.</param>
    /// <remarks>
    /// The committed version is the last whole generation: those between it and the newest are deleted as soon as the
    /// next one counts. Without this a run would fail at the same table each time it is started.
    /// </remarks>
    public BucketLockState Repair(Func<PartitionGeneration, string?> faultOf, out string missing)
    {
        string? fault = Passes.Where(pass => pass.Key >= Published)
            .SelectMany(pass => pass.Value.Newest)
            .Where(newest => !newest.Value.IsPublished)
            .Select(newest => faultOf(new PartitionGeneration(newest.Key, newest.Value)))
            .FirstOrDefault(found => found is not null);
        missing = fault is null
            ? ""
            : $"the ledger names a table that is missing: {fault}; what was trained since version {Published} is "
                + "trained again";
        return fault is null
            ? this
            : new BucketLockState
            {
                Plan = Plan,
                Incarnation = Incarnation,
                Published = Published,
                LastTerm = LastTerm,
                LastSeen = LastSeen,
                End = End,
            };
    }

    /// <summary>What the checkpoint has to know before this life publishes.</summary>
    public CheckpointTakeover ToTakeover() => new(
        Incarnation,
        Published,
        HasHistory: Passes.Count > 0 || Live.Count > 0,
        Plan.PositionOf(Published - 1),
        Plan.PositionOf(Published));

    /// <summary>The state as the first record of an incarnation.</summary>
    public StateRecord ToRecord() => new()
    {
        RunId = Plan.RunId,
        Fingerprint = Plan.Fingerprint,
        Published = Published,
        Live = [.. Live.Values],
        Passes = [.. Passes.Select(pair => pair.Value.ToRecord(pair.Key))],
        Requests = [.. Requests.Select(pair => new TrainerRequest(pair.Key, pair.Value))],
        Troubles = [.. Troubles.Values],
        End = End,
    };

    /// <summary>The state after a record.</summary>
    public BucketLockState With(LedgerRecord record) => record switch
    {
        StateRecord all => WithAll(all),
        GrantedRecord granted => WithGrant(granted.Lease),
        CompletedRecord completed => completed.Buckets.Aggregate(this, (state, bucket) => state.WithCompleted(bucket)),
        EndedRecord ended => WithEnded(ended),
        PublishedRecord published => WithPublished(published.Version),
        RunEndedRecord over => this with { End = over.End, Line = [] },
        _ => throw new InvalidOperationException($"no such record: {record.GetType().Name}"),
    };

    private BucketLockState WithAll(StateRecord all) => this with
    {
        Published = all.Published,
        Live = all.Live.ToImmutableSortedDictionary(lease => lease.Lease.Term, lease => lease),
        Passes = all.Passes.ToImmutableSortedDictionary(pass => pass.Pass, PassProgress.From),
        Requests = all.Requests.ToImmutableDictionary(pair => pair.Trainer, pair => pair.Request),
        Troubles = all.Troubles.ToImmutableDictionary(trouble => trouble.Bucket),
        End = all.End,
    };

    private BucketLockState WithGrant(LiveLease lease) => this with
    {
        Live = Live.Add(lease.Lease.Term, lease),
        LastTerm = lease.Lease.Term,
        Requests = Requests.SetItem(lease.Trainer, lease.Request),
        Line = Line.RemoveAll(waiting => waiting.Request.Trainer == lease.Trainer),
    };

    private BucketLockState WithCompleted(FinishedBucket finished)
    {
        LiveLease lease = Live[finished.Term];
        PassProgress progress = ProgressOf(lease.Lease.Pass);
        CompletedBucket done = new(
            lease.Lease.Bucket,
            finished.Term,
            lease.Trainer,
            lease.Lease.Index,
            finished.Report);
        PassProgress next = progress with
        {
            Completed = progress.Completed.SetItem(done.Bucket, done),
            Newest = progress.Newest.SetItems(
                finished.Produced.Select(table => KeyValuePair.Create(table.Partition, table.Generation))),
        };
        return this with
        {
            Live = Live.Remove(finished.Term),
            Passes = Passes.SetItem(lease.Lease.Pass, next),
            Troubles = Troubles.Remove(done.Bucket),
        };
    }

    private BucketLockState WithEnded(EndedRecord ended)
    {
        BucketLockState next = this with { Live = Live.RemoveRange(ended.Terms) };
        if (!ended.Counts)
        {
            return next;
        }

        Bucket bucket = Live[ended.Terms[0]].Lease.Bucket;
        BucketTrouble before = Troubles.GetValueOrDefault(bucket, new BucketTrouble(bucket, 0, 0, ""));
        bool failed = ended.Cause == LeaseEnd.Failed;
        return next with
        {
            Troubles = Troubles.SetItem(bucket, before with
            {
                Failures = before.Failures + (failed ? 1 : 0),
                Losses = before.Losses + (failed ? 0 : 1),
                LastReason = ended.Reason,
            }),
        };
    }

    private BucketLockState WithPublished(long version)
    {
        // The pass before stays known, so that a late hand-in is told that it was taken.
        ImmutableSortedDictionary<long, PassProgress> kept = Passes.RemoveRange(
            Passes.Keys.Where(pass => pass < version - 1));
        if (kept.TryGetValue(version - 1, out PassProgress? last))
        {
            kept = kept.SetItem(version - 1, last with
            {
                Completed = last.Completed.ToImmutableDictionary(
                    pair => pair.Key, pair => pair.Value with { Report = new BucketReport() }),
            });
        }

        return this with { Published = version, Passes = kept, PublicationTrouble = "" };
    }

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
