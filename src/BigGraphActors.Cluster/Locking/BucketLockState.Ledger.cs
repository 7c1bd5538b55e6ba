using System.Collections.Immutable;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>How the state comes out of the ledger, and goes into it.</summary>
internal sealed partial record BucketLockState
{
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
            LastTerm = (long)incarnation << IncarnationShift,
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
}
