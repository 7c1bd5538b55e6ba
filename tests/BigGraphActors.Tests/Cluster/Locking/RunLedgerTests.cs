using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Tests.Simulation;

namespace BigGraphActors.Tests.Cluster.Locking;

/// <summary>The ledger's file is written anew when it has grown long.</summary>
public class RunLedgerTests
{
    private readonly MemoryCheckpointFiles _files = new();
    private readonly LockBench _bench = new(LockBench.PlanOf(2));

    [Fact]
    public void A_long_ledger_is_shortened_to_its_state()
    {
        RunLedger ledger = Begin();
        ledger.Append(Long());
        Assert.Single(RunLedger.Claim(_files).Recovered);
    }

    [Fact]
    public void Where_it_cannot_be_shortened_the_decision_stands_in_the_long_one_and_the_next_follows_it()
    {
        RunLedger ledger = Begin();
        _files.RefusesReplacing = true;
        LockDecision decision = Long();
        ledger.Append(decision);
        ledger.Append(new LockDecision(_bench.State, [new PublishedRecord(2)], []));
        Assert.Equal(
            [.. decision.Records.Select(record => record.GetType()), typeof(PublishedRecord)],
            RunLedger.Claim(_files).Recovered.Skip(1).Select(record => record.GetType()));
    }

    private RunLedger Begin()
    {
        RunLedger ledger = RunLedger.Claim(_files);
        ledger.Begin(_bench.State.ToRecord());
        return ledger;
    }

    /// <summary>Records of more than 4 MiB.</summary>
    private LockDecision Long() => new(
        _bench.State,
        [new RunEndedRecord(new RunEnd(Failed: true, new string('x', 5 << 20))), new PublishedRecord(1)],
        []);
}
