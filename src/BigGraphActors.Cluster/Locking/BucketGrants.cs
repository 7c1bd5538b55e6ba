using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>How buckets are granted, and who waits for one.</summary>
/// <param name="draft">Gathers what a grant leads to.</param>
internal sealed class BucketGrants(LockDraft draft)
{
    private BucketLockState State => draft.State;

    private LockPlan Plan => State.Plan;

    /// <summary>Grants a bucket, or says why there is none now.</summary>
    public void Acquire(AcquireBucket request)
    {
        foreach (NodeName gone in request.Earlier.Where(gone => gone != request.Trainer))
        {
            draft.LeaveLine(gone);
            draft.EndAll(
                State.LeasesOf(gone), LeaseEnd.NodeLeft, $"node {gone.Address} has joined anew", counts: false);
        }

        if (State.End is { } end)
        {
            draft.Send(request.Trainer, new RunOver(end));
        }
        else if (State.Published >= Plan.PassCount)
        {
            draft.Send(request.Trainer, new RunOver(LockDraft.Done));
        }
        else if (State.LeasesOf(request.Trainer).FirstOrDefault(lease => lease.Request == request.Request) is { } same)
        {
            draft.Prolong([same.Lease.Term]);
            draft.Send(request.Trainer, new BucketGranted(request.Request, same.Lease));
        }
        else if (request.Request <= State.Requests.GetValueOrDefault(request.Trainer, long.MinValue))
        {
            draft.Send(request.Trainer, new AskAnew(request.Request));
        }
        else
        {
            EndUnknown(request);
            if (!TryGrant(request, out string reason))
            {
                PutInLine(request);
                long pass = State.Published;
                draft.Send(request.Trainer, new WaitForBucket(request.Request, pass, State.RemainingOf(pass), reason));
            }
        }
    }

    /// <summary>Tells waiting trainers that the change freed a bucket for them.</summary>
    public void NotifyLine()
    {
        foreach (AcquireBucket request in State.Line.Select(waiting => waiting.Request))
        {
            if (State.End is null && Find(request, new BucketChoice(State, request)) is not null)
            {
                draft.Send(request.Trainer, new BucketsChanged());
            }
        }
    }

    /// <summary>Ends what the trainer was granted under an earlier number and does not have.</summary>
    private void EndUnknown(AcquireBucket request)
    {
        foreach (LiveLease lease in State.LeasesOf(request.Trainer).ToArray())
        {
            long term = lease.Lease.Term;
            if (lease.Request < request.Request && !request.Live.Contains(term) && State.Live.ContainsKey(term))
            {
                draft.EndLease(
                    term, LeaseEnd.GivenUp, "its trainer asked for another before it heard of it", counts: false);
            }
        }
    }

    private void PutInLine(AcquireBucket request)
    {
        if (request.Ahead)
        {
            return;
        }

        int place = State.Line.FindIndex(waiting => waiting.Request.Trainer == request.Trainer);
        WaitingRequest entry = new(request, draft.Now + Plan.WaitMemory);
        draft.State = State with { Line = place < 0 ? State.Line.Add(entry) : State.Line.SetItem(place, entry) };
    }

    private bool TryGrant(AcquireBucket request, out string reason)
    {
        LiveLease[] own = [.. State.LeasesOf(request.Trainer)];
        if (own.Length >= Plan.LeasesPerTrainer)
        {
            reason = $"this trainer has {own.Length} buckets, which is the limit";
            return false;
        }

        BucketChoice choice = new(State, request);
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
            && State.Line.Any(waiting => waiting.Request.Trainer != request.Trainer && waiting.Until >= draft.Now);
        for (long pass = State.Published; pass < Math.Min(State.Published + 2, Plan.PassCount); pass++)
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
            bases.Add(new PartitionGeneration(part, before?.Lease.Produces() ?? State.NewestOf(part)));
        }

        BucketLease lease = new()
        {
            Bucket = bucket,
            Pass = pass,
            Position = Plan.PositionOf(pass),
            Index = FreeIndex(pass),
            Remaining = State.RemainingOf(pass) - 1,
            Term = State.LastTerm + 1,
            Bases = [.. bases],
            LastDone = State.LastDone,
        };
        draft.Write(new GrantedRecord(new LiveLease(request.Trainer, request.Request, lease)));
        draft.Prolong([lease.Term]);
        draft.Send(request.Trainer, new BucketGranted(request.Request, lease));
    }

    /// <summary>
    /// PBG: counts grants of the run; a bucket that is granted anew takes the index that became free.
    /// </summary>
    private long FreeIndex(long pass)
    {
        HashSet<long> used =
        [
            .. State.ProgressOf(pass).Completed.Values.Select(bucket => bucket.Index),
            .. State.Live.Values.Where(lease => lease.Lease.Pass == pass).Select(lease => lease.Lease.Index),
        ];
        long index = pass * Plan.Layout.Buckets.Count;
        while (used.Contains(index))
        {
            index++;
        }

        return index;
    }
}
