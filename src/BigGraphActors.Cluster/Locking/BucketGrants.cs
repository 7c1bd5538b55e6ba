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
        if (request.IsPrefetch)
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
        bool onlyLeased = request.IsPrefetch
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

/// <summary>Which bucket a trainer gets, or why none.</summary>
/// <remarks>
/// PBG: <c>LockServer.acquire_bucket</c>: of the buckets whose partitions no other trainer has, the one that makes the
/// trainer load and drop the fewest entities, and of those the first by left-hand, then right-hand partition. Differs:
/// a trainer's copy that others have trained since does not count as held.
/// </remarks>
internal sealed class BucketChoice
{
    private readonly BucketLockState _state;
    private readonly AcquireBucket _request;
    private readonly HashSet<PartitionId> _held;
    private readonly Dictionary<PartitionId, NodeName> _locked = [];
    private readonly SortedDictionary<string, NodeName> _inTheWay = new(StringComparer.Ordinal);
    private readonly HashSet<PartitionId> _leased;
    private bool _firstPassRuleInTheWay;
    private bool _othersFirst;

    public BucketChoice(BucketLockState state, AcquireBucket request)
    {
        _state = state;
        _request = request;
        foreach (LiveLease lease in state.Live.Values.Where(lease => lease.Trainer != request.Trainer))
        {
            foreach (PartitionId part in Layout.PartsOf(lease.Lease.Bucket))
            {
                _locked[part] = lease.Trainer;
            }
        }

        _leased = [.. state.LeasesOf(request.Trainer).SelectMany(lease => Layout.PartsOf(lease.Lease.Bucket))];
        _held =
        [
            .. _leased,
            .. request.Held.Where(held => state.NewestOf(held.Partition) == held.Generation)
                .Select(held => held.Partition),
        ];
    }

    private BucketLayout Layout => _state.Plan.Layout;

    /// <summary>The bucket to grant in a pass, or none.</summary>
    /// <param name="pass">Number of the pass, from 0.</param>
    /// <param name="onlyLeased">Whether only partitions come into question that the trainer has leased.</param>
    public Bucket? Find(long pass, bool onlyLeased)
    {
        if (pass > _state.Published && !_state.Plan.Overlap)
        {
            return null;
        }

        HashSet<PartitionId> unfinished = pass > _state.Published ? UnfinishedBefore(pass) : [];
        HashSet<PartitionId>? initialized = InitializedIn(pass);
        Bucket? best = null;
        long bestCost = long.MaxValue;
        foreach (Bucket bucket in OpenIn(pass))
        {
            if (onlyLeased && !Layout.PartsOf(bucket).All(_leased.Contains))
            {
                _othersFirst = true;
                continue;
            }

            if (IsLocked(bucket) || Layout.PartsOf(bucket).Any(unfinished.Contains) || !MayStart(bucket, initialized))
            {
                continue;
            }

            if (_state.Plan.OrderOf is not null)
            {
                return bucket;
            }

            long cost = Layout.CostOf(bucket, _held);
            if (cost < bestCost)
            {
                (best, bestCost) = (bucket, cost);
            }
        }

        return best;
    }

    /// <summary>Why <see cref="Find"/> found nothing, for people.</summary>
    public string Explain()
    {
        long pass = _state.Published;
        int remaining = _state.RemainingOf(pass);
        if (_othersFirst)
        {
            return "trainers without a bucket come first: "
                + string.Join(", ", _state.Line.Select(waiting => waiting.Request.Trainer.Address));
        }

        if (remaining > 0 && _inTheWay.Count > 0)
        {
            return $"the {remaining} buckets left of pass {pass} need partitions that others train: " + Holders();
        }

        if (remaining > 0 && _firstPassRuleInTheWay)
        {
            return $"in the first pass a bucket needs a partition that was trained before; "
                + $"the {remaining} buckets left have none";
        }

        if (_state.IsWhole(pass))
        {
            string trouble = _state.PublicationTrouble.Length > 0 ? $" ({_state.PublicationTrouble})" : "";
            return $"pass {pass} is trained; version {pass + 1} of the checkpoint is being written{trouble}";
        }

        return $"the last buckets of pass {pass} are being trained: " + string.Join(", ", _state.Live.Values
            .Where(lease => lease.Lease.Pass == pass)
            .Select(lease => $"{lease.Lease.Bucket} by {lease.Trainer.Address}"));
    }

    private IEnumerable<Bucket> OpenIn(long pass)
    {
        PassProgress progress = _state.ProgressOf(pass);
        HashSet<Bucket> leased =
            [.. _state.Live.Values.Where(lease => lease.Lease.Pass == pass).Select(lease => lease.Lease.Bucket)];
        IReadOnlyList<Bucket> order = _state.Plan.OrderOf?.Invoke(pass) ?? Layout.Buckets;
        return order.Where(bucket => !progress.Completed.ContainsKey(bucket) && !leased.Contains(bucket));
    }

    private bool IsLocked(Bucket bucket)
    {
        bool locked = false;
        foreach (PartitionId part in Layout.PartsOf(bucket))
        {
            if (_locked.TryGetValue(part, out NodeName holder))
            {
                _inTheWay[part.ToString()] = holder;
                locked = true;
            }
        }

        return locked;
    }

    /// <summary>
    /// Partitions with a bucket of the pass before that is not done yet. The trainer's own leases do not count: what
    /// it starts now builds on them.
    /// </summary>
    private HashSet<PartitionId> UnfinishedBefore(long pass)
    {
        PassProgress before = _state.ProgressOf(pass - 1);
        HashSet<Bucket> own =
        [
            .. _state.LeasesOf(_request.Trainer).Where(lease => lease.Lease.Pass == pass - 1)
                .Select(lease => lease.Lease.Bucket),
        ];
        return
        [
            .. Layout.Buckets.Where(bucket => !before.Completed.ContainsKey(bucket) && !own.Contains(bucket))
                .SelectMany(Layout.PartsOf),
        ];
    }

    /// <summary>Partitions that the run's first pass has touched, or none when the rule does not apply.</summary>
    private HashSet<PartitionId>? InitializedIn(long pass) => pass > 0 || !_state.Plan.FirstPassRule
        ? null
        :
        [
            .. _state.ProgressOf(pass).Completed.Keys
                .Concat(_state.Live.Values.Where(lease => lease.Lease.Pass == pass).Select(lease => lease.Lease.Bucket))
                .SelectMany(bucket => Layout.LhsPartsOf(bucket).Concat(Layout.RhsPartsOf(bucket))),
        ];

    private bool MayStart(Bucket bucket, HashSet<PartitionId>? initialized)
    {
        bool may = initialized is null || initialized.Count == 0
            || Layout.LhsPartsOf(bucket).All(initialized.Contains)
            || Layout.RhsPartsOf(bucket).All(initialized.Contains);
        _firstPassRuleInTheWay |= !may;
        return may;
    }

    private string Holders() => string.Join(", ", _inTheWay
        .GroupBy(pair => pair.Value, pair => pair.Key)
        .Select(group => $"{string.Join(", ", group)} at {group.Key.Address}"));
}
