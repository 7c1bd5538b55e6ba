using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>The application of one command: gathers records and effects while the state moves on.</summary>
internal sealed partial class LockStep
{
    private readonly TimeSpan _now;
    private readonly List<LedgerRecord> _records = [];
    private readonly List<LockEffect> _effects = [];
    private BucketLockState _state;

    public LockStep(BucketLockState state, TimeSpan now)
    {
        _state = state;
        _now = now;
    }

    private LockPlan Plan => _state.Plan;

    public LockDecision ToDecision() => new(_state, _records, _effects);

    public void Apply(LockCommand command)
    {
        switch (command)
        {
            case AcquireBucket acquire:
                Acquire(acquire);
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
            case PublicationFailed failed when failed.Version == _state.Published + 1:
                _state = _state with { PublicationTrouble = failed.Reason };
                break;
            case EndRun end:
                EndRun(new RunEnd(end.Failed, end.Reason));
                break;
        }

        if (_records.Count > 0)
        {
            NotifyLine();
        }
    }

    private void Write(LedgerRecord record)
    {
        _state = _state.With(record);
        _records.Add(record);
    }

    private void Send(NodeName to, LockReply reply) => _effects.Add(new SendReply(to, reply));

    private void Renew(RenewLeases renew)
    {
        long[] alive = [.. renew.Terms.Where(term => IsLeaseOf(term, renew.Trainer))];
        Prolong(alive);
        long[] done = [.. renew.Terms.Intersect(_state.CompletedBy(renew.Trainer))];
        Send(renew.Trainer, new LeasesRenewed(
            alive, [.. renew.Terms.Except(alive).Except(done)], done));
        if (_state.End is { } end)
        {
            Send(renew.Trainer, new RunOver(end));
        }
    }

    private void GiveUp(GiveUpBucket giveUp)
    {
        if (IsLeaseOf(giveUp.Term, giveUp.Trainer))
        {
            LeaseEnd end = giveUp.NodeLeaves ? LeaseEnd.NodeLeft
                : giveUp.Failed ? LeaseEnd.Failed
                : LeaseEnd.GivenUp;
            string reason = end == LeaseEnd.NodeLeft
                ? $"node {giveUp.Trainer.Address} leaves and has handed it back"
                : giveUp.Reason;
            EndLease(giveUp.Term, end, reason, end == LeaseEnd.Failed);
        }
        else if (_state.CompletedBy(giveUp.Trainer).Contains(giveUp.Term))
        {
            // To call it ended would have the trainer drop what it has built on this bucket since.
            Send(giveUp.Trainer, new BucketsCompleted([giveUp.Term]));
        }
        else
        {
            Send(giveUp.Trainer, new LeasesRevoked([giveUp.Term], "the lease had ended before"));
        }
    }

    private void LoseNode(NodeLost lost)
    {
        NodeName node = lost.Node;
        _state = _state with { Line = _state.Line.RemoveAll(waiting => waiting.Request.Trainer == node) };
        if (lost.Left)
        {
            EndAll(_state.LeasesOf(node), LeaseEnd.NodeLeft, $"node {node.Address} has left", counts: false);
        }
        else
        {
            EndAll(_state.LeasesOf(node), LeaseEnd.NodeLost, $"node {node.Address} was lost", counts: true);
        }
    }

    private void Expire()
    {
        _state = _state with { Line = _state.Line.RemoveAll(waiting => waiting.Until < _now) };
        foreach (IGrouping<NodeName, LiveLease> silent in _state.Live.Values
            .Where(lease => lease.Deadline <= _now).GroupBy(lease => lease.Trainer).ToArray())
        {
            EndAll(
                silent, LeaseEnd.Expired, $"node {silent.Key.Address} did not renew its lease in time", counts: true);
        }
    }

    /// <summary>
    /// Ends leases of one trainer. Only its oldest was in hand, so only that one counts against its bucket.
    /// </summary>
    private void EndAll(IEnumerable<LiveLease> leases, LeaseEnd cause, string reason, bool counts)
    {
        foreach (long term in leases.Select(lease => lease.Lease.Term).Order().ToArray())
        {
            if (_state.Live.ContainsKey(term))
            {
                EndLease(term, cause, reason, counts);
                counts = false;
            }
        }
    }

    private void EndLease(long term, LeaseEnd cause, string reason, bool counts)
    {
        LiveLease lease = _state.Live[term];
        List<long> terms = [term];
        foreach (LiveLease later in _state.Live.Values)
        {
            // Terms grow, so whatever a lease builds on has been looked at before it.
            if (_state.BuildsOn(later.Lease).Any(terms.Contains))
            {
                terms.Add(later.Lease.Term);
            }
        }

        PartitionGeneration[] unfinished =
        [
            .. terms.Select(ended => _state.Live[ended].Lease).SelectMany(ended =>
                Plan.Layout.PartsOf(ended.Bucket).Select(part => new PartitionGeneration(part, ended.Produces()))),
        ];
        Write(new EndedRecord(terms, lease.Trainer, cause, reason, counts));
        _effects.Add(new DeleteTables(unfinished));
        Send(lease.Trainer, new LeasesRevoked([.. terms], reason));
        if (counts)
        {
            StopWhenPoisoned(lease.Lease.Bucket, lease.Lease.Pass);
        }
    }

    private void StopWhenPoisoned(Bucket bucket, long pass)
    {
        BucketTrouble trouble = _state.Troubles[bucket];
        if (trouble.Failures >= Plan.FailureLimit)
        {
            EndRun(new RunEnd(true, $"bucket {bucket} of pass {pass} failed {trouble.Failures} times; the last time: "
                + trouble.LastReason));
        }
        else if (trouble.Losses >= 2 * Plan.FailureLimit)
        {
            EndRun(new RunEnd(true, $"bucket {bucket} of pass {pass} was lost with {trouble.Losses} nodes; the last "
                + $"time: {trouble.LastReason}"));
        }
    }

    private void Publish(long version)
    {
        if (version != _state.Published + 1 || !_state.IsWhole(_state.Published))
        {
            return;
        }

        Write(new PublishedRecord(version));
        if (version >= Plan.PassCount)
        {
            TellAll(new RunOver(Done));
            return;
        }

        if (_state.Due is { } due)
        {
            _effects.Add(new PublishPass(due));
        }
    }

    private void EndRun(RunEnd end)
    {
        if (_state.End is null && _state.Published < Plan.PassCount)
        {
            NodeName[] waiting = [.. _state.Line.Select(request => request.Request.Trainer)];
            Write(new RunEndedRecord(end));
            foreach (NodeName trainer in waiting.Concat(_state.Live.Values.Select(lease => lease.Trainer)).Distinct())
            {
                Send(trainer, new RunOver(end));
            }
        }
    }

    private void TellAll(RunOver over)
    {
        foreach (WaitingRequest waiting in _state.Line)
        {
            Send(waiting.Request.Trainer, over);
        }

        _state = _state with { Line = [] };
    }

    private void Prolong(IEnumerable<long> terms) => _state = _state with
    {
        Live = _state.Live.SetItems(terms.Select(term => KeyValuePair.Create(
            term, _state.Live[term] with { Deadline = _now + Plan.LeaseDuration }))),
    };

    private bool IsLeaseOf(long term, NodeName trainer) =>
        _state.Live.TryGetValue(term, out LiveLease? lease) && lease.Trainer == trainer;

    private static RunEnd Done { get; } = new(false, "all passes are done");
}
