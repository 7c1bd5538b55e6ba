using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>The application of one command.</summary>
internal sealed class LockStep
{
    private readonly LockDraft _draft;
    private readonly BucketGrants _grants;

    public LockStep(BucketLockState state, TimeSpan now)
    {
        _draft = new LockDraft(state, now);
        _grants = new BucketGrants(_draft);
    }

    private BucketLockState State => _draft.State;

    private LockPlan Plan => State.Plan;

    public LockDecision ToDecision() => _draft.ToDecision();

    public void Apply(LockCommand command)
    {
        switch (command)
        {
            case AcquireBucket acquire:
                _grants.Acquire(acquire);
                break;
            case RenewLeases renew:
                Renew(renew);
                break;
            case CompleteBuckets complete:
                Complete(complete);
                break;
            case GiveUpBucket giveUp:
                GiveUp(giveUp);
                break;
            case NodeLost lost:
                LoseNode(lost);
                break;
            case LockTick:
                Expire();
                break;
            case VersionPublished published:
                Publish(published.Version);
                break;
            case PublicationFailed failed when failed.Version == State.Published + 1:
                _draft.State = State with { PublicationTrouble = failed.Reason };
                break;
            case EndRun end:
                _draft.EndRun(new RunEnd(end.Failed, end.Reason));
                break;
        }

        if (_draft.HasRecords)
        {
            _grants.NotifyLine();
        }
    }

    private void Renew(RenewLeases renew)
    {
        long[] alive = [.. renew.Terms.Where(term => _draft.IsLeaseOf(term, renew.Trainer))];
        _draft.Prolong(alive);
        long[] done = [.. renew.Terms.Intersect(State.CompletedBy(renew.Trainer))];
        _draft.Send(renew.Trainer, new LeasesRenewed(
            alive, [.. renew.Terms.Except(alive).Except(done)], done));
        if (State.End is { } end)
        {
            _draft.Send(renew.Trainer, new RunOver(end));
        }
    }

    private void GiveUp(GiveUpBucket giveUp)
    {
        if (_draft.IsLeaseOf(giveUp.Term, giveUp.Trainer))
        {
            LeaseEnd end = giveUp.NodeLeaves ? LeaseEnd.NodeLeft
                : giveUp.Failed ? LeaseEnd.Failed
                : LeaseEnd.GivenUp;
            string reason = end == LeaseEnd.NodeLeft
                ? $"node {giveUp.Trainer.Address} leaves and has handed it back"
                : giveUp.Reason;
            _draft.EndLease(giveUp.Term, end, reason, end == LeaseEnd.Failed);
        }
        else if (State.CompletedBy(giveUp.Trainer).Contains(giveUp.Term))
        {
            // To call it ended would have the trainer drop what it has built on this bucket since.
            _draft.Send(giveUp.Trainer, new BucketsCompleted([giveUp.Term]));
        }
        else
        {
            _draft.Send(giveUp.Trainer, new LeasesRevoked([giveUp.Term], "the lease had ended before"));
        }
    }

    private void LoseNode(NodeLost lost)
    {
        NodeName node = lost.Node;
        _draft.LeaveLine(node);
        if (lost.Left)
        {
            _draft.EndAll(State.LeasesOf(node), LeaseEnd.NodeLeft, $"node {node.Address} has left", counts: false);
        }
        else
        {
            _draft.EndAll(State.LeasesOf(node), LeaseEnd.NodeLost, $"node {node.Address} was lost", counts: true);
        }
    }

    private void Expire()
    {
        _draft.State = State with { Line = State.Line.RemoveAll(waiting => waiting.Until < _draft.Now) };
        foreach (IGrouping<NodeName, LiveLease> silent in State.Live.Values
            .Where(lease => lease.Deadline <= _draft.Now).GroupBy(lease => lease.Trainer).ToArray())
        {
            _draft.EndAll(
                silent, LeaseEnd.Expired, $"node {silent.Key.Address} did not renew its lease in time", counts: true);
        }
    }

    private void Publish(long version)
    {
        if (version != State.Published + 1 || !State.IsWhole(State.Published))
        {
            return;
        }

        _draft.Write(new PublishedRecord(version));
        if (version >= Plan.PassCount)
        {
            TellAll(new RunOver(LockDraft.Done));
            return;
        }

        if (State.Due is { } due)
        {
            _draft.Add(new PublishPass(due));
        }
    }

    private void TellAll(RunOver over)
    {
        foreach (WaitingRequest waiting in State.Line)
        {
            _draft.Send(waiting.Request.Trainer, over);
        }

        _draft.State = State with { Line = [] };
    }

    private void Complete(CompleteBuckets complete)
    {
        HashSet<long> done = [.. State.CompletedBy(complete.Trainer)];
        FinishedBucket[] open = [.. complete.Buckets.Where(bucket => !done.Contains(bucket.Term))];
        FinishedBucket[] live = [.. open.Where(bucket => _draft.IsLeaseOf(bucket.Term, complete.Trainer))];
        long[] stale = [.. open.Except(live).Select(bucket => bucket.Term)];
        List<long> taken = [.. complete.Buckets.Select(bucket => bucket.Term).Where(done.Contains)];
        if (live.Length > 0)
        {
            if (FindFault(live) is { } fault)
            {
                _draft.Send(complete.Trainer, new LeasesRefused([.. live.Select(bucket => bucket.Term)], false, fault));
            }
            else
            {
                Accept(live);
                taken.AddRange(live.Select(bucket => bucket.Term));
            }
        }

        if (stale.Length > 0)
        {
            _draft.Send(
                complete.Trainer, new LeasesRefused(stale, true, "the lease has ended; the bucket is trained anew"));
        }

        if (taken.Count > 0)
        {
            _draft.Send(complete.Trainer, new BucketsCompleted([.. taken]));
        }
    }

    private void Accept(FinishedBucket[] buckets)
    {
        List<PartitionGeneration> superseded = [];
        foreach (FinishedBucket bucket in buckets)
        {
            PassProgress progress = State.ProgressOf(State.Live[bucket.Term].Lease.Pass);
            superseded.AddRange(bucket.Produced
                .Where(table => progress.Newest.ContainsKey(table.Partition))
                .Select(table => table with { Generation = progress.Newest[table.Partition] }));
        }

        _draft.Write(new CompletedRecord(buckets));
        if (superseded.Count > 0)
        {
            _draft.Add(new DeleteTables(superseded));
        }

        if (State.Due is { } due && buckets.Any(bucket => due.Buckets.Any(other => other.Term == bucket.Term)))
        {
            _draft.Add(new PublishPass(due));
        }
    }

    /// <summary>What a hand-in lacks, or none.</summary>
    private string? FindFault(FinishedBucket[] buckets)
    {
        HashSet<long> before = [];
        for (int i = 0; i < buckets.Length; i++)
        {
            FinishedBucket bucket = buckets[i];
            LiveLease lease = State.Live[bucket.Term];
            if (State.BuildsOn(lease.Lease).Any(term => !before.Contains(term)))
            {
                return $"bucket {lease.Lease.Bucket} builds on one that was not handed in";
            }

            before.Add(bucket.Term);
            Generation produces = lease.Lease.Produces();
            if (bucket.Produced.Any(table => table.Generation != produces))
            {
                return $"bucket {lease.Lease.Bucket} hands in a table of another lease";
            }

            // What a later bucket of the same pass hands in holds this one's training too.
            HashSet<PartitionId> later =
            [
                .. buckets.Skip(i + 1).Where(other => State.Live[other.Term].Lease.Pass == lease.Lease.Pass)
                    .SelectMany(other => Plan.Layout.PartsOf(State.Live[other.Term].Lease.Bucket)),
            ];
            HashSet<PartitionId> produced = [.. bucket.Produced.Select(table => table.Partition)];
            if (Plan.Layout.PartsOf(lease.Lease.Bucket).Any(part => !produced.Contains(part) && !later.Contains(part)))
            {
                return $"bucket {lease.Lease.Bucket} hands in less than all of its tables";
            }
        }

        return null;
    }
}

/// <summary>Looks at the tables of a hand-in before they count: what the ledger names has to be there.</summary>
/// <remarks>
/// A trainer writes its tables before it hands them in. Where one is missing all the same (a disk that lost it, a
/// program that is no trainer), the bucket has failed: it goes to another trainer, and the limit of failures ends the
/// run with the reason.
/// </remarks>
internal static class HandedInTables
{
    /// <summary>Turns a hand-in into what the lock decides on.</summary>
    /// <param name="state">The lock's; none before it has begun.</param>
    /// <param name="handedIn">The buckets that the trainer hands in.</param>
    /// <param name="faultOf">What is wrong with a table's file, or none.</param>
    public static IEnumerable<LockCommand> LookAt(
        BucketLockState? state, CompleteBuckets handedIn, Func<PartitionGeneration, string?> faultOf)
    {
        // Only what is new: the files of buckets that are done may have been replaced since.
        Dictionary<long, string> faults = [];
        foreach (FinishedBucket bucket in handedIn.Buckets.Where(bucket =>
            state?.Live.TryGetValue(bucket.Term, out LiveLease? lease) == true && lease.Trainer == handedIn.Trainer))
        {
            if (bucket.Produced.Select(faultOf).FirstOrDefault(fault => fault is not null) is { } fault)
            {
                faults[bucket.Term] = fault;
            }
        }

        foreach ((long term, string fault) in faults)
        {
            yield return new GiveUpBucket(
                handedIn.Trainer, term, $"a table that was handed in is missing: {fault}", Failed: true);
        }

        FinishedBucket[] whole = [.. handedIn.Buckets.Where(bucket => !faults.ContainsKey(bucket.Term))];
        if (whole.Length > 0)
        {
            yield return handedIn with { Buckets = whole };
        }
    }
}
