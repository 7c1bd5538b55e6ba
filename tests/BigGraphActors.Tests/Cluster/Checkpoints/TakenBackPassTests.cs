using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Tests.Cluster.Locking;
using BigGraphActors.Tests.Simulation;

namespace BigGraphActors.Tests.Cluster.Checkpoints;

/// <summary>A pass of which a table was lost, while it was being published or before.</summary>
public class TakenBackPassTests
{
    private readonly MemoryCheckpointFiles _files = new();
    private readonly LockBench _bench = new(LockBench.PlanOf(2));
    private readonly Publication _first;
    private readonly BucketLockState _repaired;

    /// <summary>One table has the version's name already, the other is lost; the lock begins anew.</summary>
    public TakenBackPassTests()
    {
        RunLedger.Claim(_files);
        _first = _bench.TrainPass(LockBench.A);
        _files.Put(GenerationName.Working(_first.Tables[0]), "old");
        _files.Move(GenerationName.Working(_first.Tables[0]), NameOf(0));
        _bench.TakeOver(0);
        RunLedger.Claim(_files);
        _repaired = _bench.State.Repair(
            table => GenerationName.Places(table).Any(_files.Exists) ? null : $"{table} is missing", out string missing);
        Assert.Contains($"{_first.Tables[1]}", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_the_first_time_never_stands_in_for_one_of_the_second_that_is_lost()
    {
        CheckpointPublisher publisher = new(_files, preservationInterval: null);
        publisher.TakeBack(_repaired.ToTakeover());
        Publication second = TrainedAgain();
        _files.Put(GenerationName.Working(second.Tables[1]), "new");

        Assert.Throws<CheckpointMismatchException>(() => publisher.Publish(second, _ => { }));
        Assert.Equal(0, _files.ReadVersion());

        _files.Put(GenerationName.Working(second.Tables[0]), "new");
        publisher.Publish(second, _ => { });
        Assert.Equal(1, _files.ReadVersion());
        Assert.Equal(["new", "new"], new[] { 0, 1 }.Select(index => _files.Content(NameOf(index))));
    }

    [Fact]
    public void An_older_life_that_was_stopped_before_it_voids_a_table_voids_nothing_when_it_goes_on()
    {
        // The newer life begins between the older one's look and its renaming.
        _files.BeforeMove = () => RunLedger.Claim(_files);

        Assert.Throws<LedgerFencedException>(
            () => new CheckpointPublisher(_files, preservationInterval: null).TakeBack(_repaired.ToTakeover()));
        Assert.Equal("old", _files.Content(NameOf(0)));
    }

    [Fact]
    public void Tables_of_earlier_lives_go_so_that_an_older_publication_finds_none_to_rename()
    {
        string left = GenerationName.Working(_first.Tables[1]);
        _files.Put(left, "old");

        new CheckpointPublisher(_files, preservationInterval: null).TakeBack(_repaired.ToTakeover());

        Assert.False(_files.Exists(left));
        Assert.ThrowsAny<IOException>(() => _files.Move(left, NameOf(1)));
    }

    private string NameOf(int table) => GenerationName.Published(_first.Tables[table].Partition, 1);

    private Publication TrainedAgain() => _first with
    {
        Incarnation = _repaired.Incarnation,
        Tables =
        [
            .. _first.Tables.Select((table, index) => table with
            {
                Generation = new Generation(0, _repaired.LastTerm + index + 1),
            }),
        ],
    };
}
