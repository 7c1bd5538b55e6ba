using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>What a command leads to.</summary>
/// <param name="Next">
/// The state when <paramref name="Records"/> are in the ledger; until then the old one holds.
/// </param>
/// <param name="Records">To be appended to the ledger together, before any effect; often none.</param>
/// <param name="Effects">To be done in order, once the records are durable.</param>
/// <remarks>
/// When the ledger cannot be appended to (a full disk), the decision is dropped as a whole: the senders repeat their
/// commands, and the old state decides again.
/// </remarks>
internal sealed record LockDecision(
    BucketLockState Next, IReadOnlyList<LedgerRecord> Records, IReadOnlyList<LockEffect> Effects);

/// <summary>What is to be done about a command, once its records are in the ledger.</summary>
internal abstract record LockEffect;

/// <summary>Tell a trainer.</summary>
/// <param name="To">Its node.</param>
/// <param name="Reply">The answer; sent once.</param>
internal sealed record SendReply(NodeName To, LockReply Reply) : LockEffect;

/// <summary>
/// All buckets of a pass are done: have it published, and tell the lock by <see cref="VersionPublished"/>.
/// </summary>
/// <param name="Publication">What belongs to the version.</param>
internal sealed record PublishPass(Publication Publication) : LockEffect;

/// <summary>Files that nobody needs any more may be deleted; doing it late, twice or never harms nothing.</summary>
/// <param name="Tables">Superseded generations, and those of leases that ended.</param>
internal sealed record DeleteTables(IReadOnlyList<PartitionGeneration> Tables) : LockEffect;

/// <summary>A decision in the making: gathers records and effects while the state moves on.</summary>
/// <param name="state">What holds before the command.</param>
/// <param name="now">When the command came, by the caller's clock.</param>
internal sealed class LockDraft(BucketLockState state, TimeSpan now)
{
    private readonly List<LedgerRecord> _records = [];
    private readonly List<LockEffect> _effects = [];

    /// <summary>How a run ends that nobody ends early.</summary>
    public static RunEnd Done { get; } = new(false, "all passes are done");

    /// <summary>The state after all that was written so far.</summary>
    public BucketLockState State { get; set; } = state;

    /// <summary>When the command came.</summary>
    public TimeSpan Now => now;

    /// <summary>Whether something has to be in the ledger.</summary>
    public bool HasRecords => _records.Count > 0;

    private LockPlan Plan => State.Plan;

    /// <summary>The decision as it stands.</summary>
    public LockDecision ToDecision() => new(State, _records, _effects);

    /// <summary>Adds a record, and moves the state on by it.</summary>
    public void Write(LedgerRecord record)
    {
        State = State.With(record);
        _records.Add(record);
    }

    /// <summary>Adds an effect.</summary>
    public void Add(LockEffect effect) => _effects.Add(effect);

    /// <summary>Answers or tells a trainer.</summary>
    public void Send(NodeName to, LockReply reply) => _effects.Add(new SendReply(to, reply));

    /// <summary>Forgets that a trainer waits.</summary>
    public void LeaveLine(NodeName trainer) => State = State with
    {
        Line = State.Line.RemoveAll(waiting => waiting.Request.Trainer == trainer),
    };

    /// <summary>Gives leases their whole duration again.</summary>
    public void Prolong(IEnumerable<long> terms) => State = State with
    {
        Live = State.Live.SetItems(terms.Select(term => KeyValuePair.Create(
            term, State.Live[term] with { Deadline = now + Plan.LeaseDuration }))),
    };

    /// <summary>Whether a lease is live, and a trainer's.</summary>
    public bool IsLeaseOf(long term, NodeName trainer) =>
        State.Live.TryGetValue(term, out LiveLease? lease) && lease.Trainer == trainer;

    /// <summary>
    /// Ends leases of one trainer. Only its oldest was in hand, so only that one counts against its bucket.
    /// </summary>
    public void EndAll(IEnumerable<LiveLease> leases, LeaseEnd cause, string reason, bool counts)
    {
        foreach (long term in leases.Select(lease => lease.Lease.Term).Order().ToArray())
        {
            if (State.Live.ContainsKey(term))
            {
                EndLease(term, cause, reason, counts);
                counts = false;
            }
        }
    }

    /// <summary>Ends a lease and those that build on it.</summary>
    public void EndLease(long term, LeaseEnd cause, string reason, bool counts)
    {
        LiveLease lease = State.Live[term];
        List<long> terms = [term];
        foreach (LiveLease later in State.Live.Values)
        {
            // Terms grow, so whatever a lease builds on has been looked at before it.
            if (State.BuildsOn(later.Lease).Any(terms.Contains))
            {
                terms.Add(later.Lease.Term);
            }
        }

        PartitionGeneration[] unfinished =
        [
            .. terms.Select(ended => State.Live[ended].Lease).SelectMany(ended =>
                Plan.Layout.PartsOf(ended.Bucket).Select(part => new PartitionGeneration(part, ended.Produces()))),
        ];
        Write(new EndedRecord(terms, lease.Trainer, cause, reason, counts));
        Add(new DeleteTables(unfinished));
        Send(lease.Trainer, new LeasesRevoked([.. terms], reason));
        if (counts)
        {
            StopWhenPoisoned(lease.Lease.Bucket, lease.Lease.Pass);
        }
    }

    /// <summary>Ends the run before all passes are done.</summary>
    public void EndRun(RunEnd end)
    {
        if (State.End is null && State.Published < Plan.PassCount)
        {
            NodeName[] waiting = [.. State.Line.Select(request => request.Request.Trainer)];
            Write(new RunEndedRecord(end));
            foreach (NodeName trainer in waiting.Concat(State.Live.Values.Select(lease => lease.Trainer)).Distinct())
            {
                Send(trainer, new RunOver(end));
            }
        }
    }

    private void StopWhenPoisoned(Bucket bucket, long pass)
    {
        BucketTrouble trouble = State.Troubles[bucket];
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
}
