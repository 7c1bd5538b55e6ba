using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>How buckets are granted.</summary>
internal sealed partial class LockStep
{
    private void Acquire(AcquireBucket request)
    {
        foreach (NodeName gone in request.Earlier.Where(gone => gone != request.Trainer))
        {
            _state = _state with { Line = _state.Line.RemoveAll(waiting => waiting.Request.Trainer == gone) };
            EndAll(_state.LeasesOf(gone), LeaseEnd.NodeLeft, $"node {gone.Address} has joined anew", counts: false);
        }

        if (_state.End is { } end)
        {
            Send(request.Trainer, new RunOver(end));
        }
        else if (_state.Published >= Plan.PassCount)
        {
            Send(request.Trainer, new RunOver(Done));
        }
        else if (_state.LeasesOf(request.Trainer).FirstOrDefault(lease => lease.Request == request.Request) is { } same)
        {
            Prolong([same.Lease.Term]);
            Send(request.Trainer, new BucketGranted(request.Request, same.Lease));
        }
        else if (request.Request <= _state.Requests.GetValueOrDefault(request.Trainer, long.MinValue))
        {
            Send(request.Trainer, new AskAnew(request.Request));
        }
        else
        {
            EndUnknown(request);
            if (!TryGrant(request, out string reason))
            {
                PutInLine(request);
                long pass = _state.Published;
                Send(request.Trainer, new WaitForBucket(request.Request, pass, _state.RemainingOf(pass), reason));
            }
        }
    }

    /// <summary>Ends what the trainer was granted under an earlier number and does not have.</summary>
    private void EndUnknown(AcquireBucket request)
    {
        foreach (LiveLease lease in _state.LeasesOf(request.Trainer).ToArray())
        {
            long term = lease.Lease.Term;
            if (lease.Request < request.Request && !request.Live.Contains(term) && _state.Live.ContainsKey(term))
            {
                EndLease(term, LeaseEnd.GivenUp, "its trainer asked for another before it heard of it", counts: false);
            }
        }
    }

    private void PutInLine(AcquireBucket request)
    {
        if (request.Ahead)
        {
            return;
        }

        int place = _state.Line.FindIndex(waiting => waiting.Request.Trainer == request.Trainer);
        WaitingRequest entry = new(request, _now + Plan.WaitMemory);
        _state = _state with { Line = place < 0 ? _state.Line.Add(entry) : _state.Line.SetItem(place, entry) };
    }

    /// <summary>Tells waiting trainers that the change freed a bucket for them.</summary>
    private void NotifyLine()
    {
        foreach (AcquireBucket request in _state.Line.Select(waiting => waiting.Request))
        {
            if (_state.End is null && Find(request, new BucketChoice(_state, request)) is not null)
            {
                Send(request.Trainer, new BucketsChanged());
            }
        }
    }

    private bool TryGrant(AcquireBucket request, out string reason)
    {
        LiveLease[] own = [.. _state.LeasesOf(request.Trainer)];
        if (own.Length >= Plan.LeasesPerTrainer)
        {
            reason = $"this trainer has {own.Length} buckets, which is the limit";
            return false;
        }

        BucketChoice choice = new(_state, request);
        if (Find(request, choice) is not var (pass, bucket))
        {
            reason = choice.Explain();
            return false;
        }

        Grant(request, bucket, pass, own);
        reason = "";
        return true;
    }

    private (long Pass, Bucket Bucket)? Find(AcquireBucket request, BucketChoice choice)
    {
        bool onlyLeased = request.Ahead
            && _state.Line.Any(waiting => waiting.Request.Trainer != request.Trainer && waiting.Until >= _now);
        for (long pass = _state.Published; pass < Math.Min(_state.Published + 2, Plan.PassCount); pass++)
        {
            if (choice.Find(pass, onlyLeased) is { } bucket)
            {
                return (pass, bucket);
            }
        }

        return null;
    }

    private void Grant(AcquireBucket request, Bucket bucket, long pass, LiveLease[] own)
    {
        List<PartitionGeneration> bases = [];
        foreach (PartitionId part in Plan.Layout.PartsOf(bucket))
        {
            LiveLease? before = own.LastOrDefault(lease => Plan.Layout.PartsOf(lease.Lease.Bucket).Contains(part));
            bases.Add(new PartitionGeneration(part, before?.Lease.Produces() ?? _state.NewestOf(part)));
        }

        BucketLease lease = new()
        {
            Bucket = bucket,
            Pass = pass,
            Position = Plan.PositionOf(pass),
            Index = FreeIndex(pass),
            Remaining = _state.RemainingOf(pass) - 1,
            Term = _state.LastTerm + 1,
            Bases = [.. bases],
            LastDone = _state.LastDone,
        };
        Write(new GrantedRecord(new LiveLease(request.Trainer, request.Request, lease)));
        Prolong([lease.Term]);
        Send(request.Trainer, new BucketGranted(request.Request, lease));
    }

    /// <summary>
    /// PBG: counts grants of the run; a bucket that is granted anew takes the index that became free.
    /// </summary>
    private long FreeIndex(long pass)
    {
        HashSet<long> used =
        [
            .. _state.ProgressOf(pass).Completed.Values.Select(bucket => bucket.Index),
            .. _state.Live.Values.Where(lease => lease.Lease.Pass == pass).Select(lease => lease.Lease.Index),
        ];
        long index = pass * Plan.Layout.Buckets.Count;
        while (used.Contains(index))
        {
            index++;
        }

        return index;
    }
}
