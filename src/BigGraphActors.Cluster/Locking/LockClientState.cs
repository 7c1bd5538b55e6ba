using System.Collections.Immutable;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Locking;

/// <summary>What a trainer has asked of the bucket lock, and what it has been given.</summary>
/// <remarks>
/// An immutable value without clock and network: what to send again is <see cref="Outstanding"/>, whatever was lost or
/// came twice. A lease that the lock says is gone is in <see cref="Lost"/> until the loop has heard of it.
/// </remarks>
internal sealed record LockClientState
{
    /// <summary>This node's life.</summary>
    public required NodeName Trainer { get; init; }

    /// <summary>Earlier lives of this process, which are over.</summary>
    public IReadOnlyList<NodeName> Earlier { get; init; } = [];

    /// <summary>Number of the last request for a bucket.</summary>
    public long Request { get; init; }

    /// <summary>The request that is not answered yet, or none.</summary>
    public AcquireBucket? Asked { get; init; }

    /// <summary>What the last request was answered with: a lease, or none when there was no bucket.</summary>
    public BucketLease? Granted { get; init; }

    /// <summary>Why the last request waits, for people; empty when it does not.</summary>
    public string WaitReason { get; init; } = "";

    /// <summary>Terms of the leases that this trainer believes to have.</summary>
    public ImmutableSortedSet<long> Live { get; init; } = [];

    /// <summary>Leases that ended without being done.</summary>
    public ImmutableSortedSet<long> Lost { get; init; } = [];

    /// <summary>Trained buckets that the lock has not acknowledged.</summary>
    public ImmutableList<FinishedBucket> HandedIn { get; init; } = [];

    /// <summary>Leases given back that the lock has not acknowledged.</summary>
    public ImmutableDictionary<long, GiveUpBucket> GivenUp { get; init; } =
        ImmutableDictionary<long, GiveUpBucket>.Empty;

    /// <summary>How often the lock has said which leases still hold.</summary>
    public long Renewals { get; init; }

    /// <summary>How the run ended, once it has.</summary>
    public RunEnd? End { get; init; }

    /// <summary>Everything that is not answered, to be sent now and again until it is.</summary>
    public IEnumerable<LockCommand> Outstanding
    {
        get
        {
            if (HandedIn.Count > 0)
            {
                yield return new CompleteBuckets(Trainer, [.. HandedIn]);
            }

            foreach (GiveUpBucket giveUp in GivenUp.Values)
            {
                yield return giveUp;
            }

            // What is given back must be known to the lock before it grants anything that could build on it.
            if (Asked is not null && GivenUp.IsEmpty)
            {
                yield return Asked;
            }
        }
    }

    /// <summary>What is sent again and again: what keeps the leases alive, and everything that is not answered.
    /// </summary>
    public IEnumerable<LockCommand> Repeated =>
        Live.IsEmpty ? Outstanding : Outstanding.Prepend(new RenewLeases(Trainer, [.. Live]));

    /// <summary>The trainer wants a bucket.</summary>
    /// <param name="held">What it has in memory.</param>
    /// <param name="prefetch">Whether it trains another bucket meanwhile; then "wait" means that there is none.</param>
    public LockClientState Ask(IReadOnlyList<PartitionGeneration> held, bool prefetch) => this with
    {
        Request = Request + 1,
        Granted = null,
        Asked = new AcquireBucket(Request + 1, Trainer, [.. Live], [.. held], prefetch) { Earlier = [.. Earlier] },
    };

    /// <summary>The trainer no longer waits: a grant that comes late is given back.</summary>
    public LockClientState Withdraw() => this with { Asked = null };

    /// <summary>
    /// The trainer has trained a bucket, and its tables are durable; nothing changes when its lease is lost.
    /// </summary>
    public LockClientState HandIn(FinishedBucket bucket) =>
        Live.Contains(bucket.Term) ? this with { HandedIn = HandedIn.Add(bucket) } : this;

    /// <summary>The trainer gives a bucket back.</summary>
    public LockClientState GiveUp(long term, string reason, bool failed, bool nodeLeaves = false) => Live.Contains(term)
        ? this with
        {
            Live = Live.Remove(term),
            GivenUp = GivenUp.SetItem(
                term, new GiveUpBucket(Trainer, term, reason, failed) { NodeLeaves = nodeLeaves }),
        }
        : this;

    /// <summary>Takes an answer of the lock's.</summary>
    /// <returns>
    /// The state after it, and whether <see cref="Outstanding"/> is to be sent at once, without waiting for its turn.
    /// </returns>
    public (LockClientState Next, bool IsUrgent) Apply(LockReply reply)
    {
        LockClientState next = After(reply);
        return (next, reply is AskAnew or BucketsChanged || next.GivenUp != GivenUp);
    }

    /// <summary>The loop has dropped what it trained under lost leases.</summary>
    public LockClientState Forget() => this with { Lost = [] };

    private LockClientState After(LockReply reply) => reply switch
    {
        BucketGranted granted when granted.Request == Asked?.Request => this with
        {
            Asked = null,
            Granted = granted.Lease,
            WaitReason = "",
            Live = Live.Add(granted.Lease.Term),
        },
        BucketGranted granted when !Live.Contains(granted.Lease.Term) && !GivenUp.ContainsKey(granted.Lease.Term)
            && HandedIn.All(bucket => bucket.Term != granted.Lease.Term) => Refuse(granted.Lease.Term),
        WaitForBucket wait when wait.Request == Asked?.Request => this with
        {
            Asked = Asked.IsPrefetch ? null : Asked,
            WaitReason = wait.Reason,
        },
        AskAnew anew when anew.Request == Asked?.Request => this with
        {
            Request = Request + 1,
            Asked = Asked with { Request = Request + 1 },
        },
        LeasesRenewed renewed => Lose(renewed.Lost) with { Renewals = Renewals + 1 },
        LeasesRevoked revoked => Lose(revoked.Terms),
        LeasesRefused { IsFinal: true } refused => Lose(refused.Terms),
        BucketsCompleted completed => this with
        {
            Live = Live.Except(completed.Terms),
            HandedIn = HandedIn.RemoveAll(bucket => completed.Terms.Contains(bucket.Term)),
            GivenUp = GivenUp.RemoveRange(completed.Terms),
        },
        RunOver over => this with { Asked = null, End = over.End, WaitReason = "" },
        _ => this,
    };

    private LockClientState Refuse(long term) => this with
    {
        GivenUp = GivenUp.SetItem(term, new GiveUpBucket(Trainer, term, "no longer wanted", Failed: false)),
    };

    private LockClientState Lose(IReadOnlyList<long> terms) => this with
    {
        Lost = Lost.Union(terms.Where(term => Live.Contains(term))),
        Live = Live.Except(terms),
        HandedIn = HandedIn.RemoveAll(bucket => terms.Contains(bucket.Term)),
        GivenUp = GivenUp.RemoveRange(terms),
    };
}
