using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;

namespace BigGraphActors.Tests.Cluster.Locking;

/// <summary>A lock in the hand: applies commands, keeps the ledger's records and the replies.</summary>
internal sealed class LockBench
{
    private readonly Dictionary<NodeName, long> _requests = [];

    public LockBench(LockPlan plan, long committed = 0)
    {
        Plan = plan;
        State = BucketLockState.Recover(plan, [], committed, 1, TimeSpan.Zero);
        Ledger.Add(State.ToRecord());
    }

    public LockPlan Plan { get; }

    public BucketLockState State { get; private set; }

    public List<LedgerRecord> Ledger { get; } = [];

    public List<LockEffect> Effects { get; } = [];

    public TimeSpan Now { get; set; }

    /// <summary>Is told every decision.</summary>
    public LockEvents? Events { get; set; }

    public static NodeName A { get; } = new("a:1#1");

    public static NodeName B { get; } = new("b:1#1");

    public static NodeName C { get; } = new("c:1#1");

    /// <summary>One type on both sides.</summary>
    public static LockPlan PlanOf(int partitions, long passes = 2) => new()
    {
        Layout = new BucketLayout(partitions, partitions, [new LockedType("e", 10, true, true)], []),
        PassCount = passes,
        RunId = "run",
        FirstPassRule = false,
    };

    public IReadOnlyList<LockEffect> Apply(LockCommand command)
    {
        LockDecision decision = State.Apply(command, Now);
        Ledger.AddRange(LedgerLine.Read(LedgerLine.Write(decision.Records), out _));
        Effects.AddRange(decision.Effects);
        Events?.Publish(State, decision);
        State = decision.Next;
        return decision.Effects;
    }

    public LockReply Ask(NodeName trainer, bool prefetch = false, params PartitionGeneration[] held)
    {
        long request = _requests[trainer] = _requests.GetValueOrDefault(trainer) + 1;
        return ReplyTo(trainer, Apply(new AcquireBucket(request, trainer, Live(trainer), held, prefetch)));
    }

    public long[] Live(NodeName trainer) => [.. State.LeasesOf(trainer).Select(lease => lease.Lease.Term)];

    public BucketLease Grant(NodeName trainer, params PartitionGeneration[] held) =>
        Assert.IsType<BucketGranted>(Ask(trainer, false, held)).Lease;

    public IReadOnlyList<LockEffect> Complete(NodeName trainer, params BucketLease[] leases) =>
        Apply(new CompleteBuckets(trainer, [.. leases.Select(Finished)]));

    public static FinishedBucket Finished(BucketLease lease) => new(
        lease.Term,
        [.. lease.Bases.Select(table => table with { Generation = lease.Produces() })],
        new BucketReport { Training = new BatchStatistics(10, 1.5, double.NaN, 2, 3) });

    public static LockReply ReplyTo(NodeName trainer, IReadOnlyList<LockEffect> effects) =>
        effects.OfType<SendReply>().Last(send => send.To == trainer).Reply;

    public static T Sent<T>(NodeName trainer, IReadOnlyList<LockEffect> effects)
        where T : LockReply => effects.OfType<SendReply>().Where(send => send.To == trainer)
            .Select(send => send.Reply).OfType<T>().Single();

    /// <summary>The lock dies, and another life reads its ledger.</summary>
    public void TakeOver(long committed, LockPlan? plan = null)
    {
        State = BucketLockState.Recover(plan ?? Plan, Ledger.ToArray(), committed, State.Incarnation + 1, Now);
        LedgerRecord first = LedgerLine.Read(LedgerLine.Write([State.ToRecord()]), out _).Single();
        Ledger.Clear();
        Ledger.Add(first);
    }

    /// <summary>Trains all buckets of the current pass by one trainer.</summary>
    public Publication TrainPass(NodeName trainer)
    {
        while (Ask(trainer) is BucketGranted granted)
        {
            Complete(trainer, granted.Lease);
        }

        return Effects.OfType<PublishPass>().Last().Publication;
    }
}
