using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Trainers;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Trainers;

/// <summary>Shared parameters of a run in which one trainer at a time has them, from one bucket to the next.</summary>
public sealed class LeasedParametersTests : IDisposable
{
    private readonly TinyGraph _graph = new();
    private readonly RunFiles _files;

    public LeasedParametersTests() => _files = new RunFiles(RunBlueprint.Of(_graph.Settings, sharesParameters: false));

    public void Dispose()
    {
        _files.Dispose();
        _graph.Dispose();
    }

    [Fact]
    public void A_trainer_begins_with_what_the_last_bucket_that_is_done_left()
    {
        LeasedParameters first = new(_files);
        Push(first, LeaseOf(1), 2.5f);
        first.Write(LeaseOf(1));

        Assert.Equal(2.5f, PulledBy(new LeasedParameters(_files), LeaseOf(2)));
    }

    [Fact]
    public void A_bucket_that_was_never_handed_in_leaves_nothing()
    {
        Push(new LeasedParameters(_files), LeaseOf(1), 2.5f);

        Assert.Equal(-1f, PulledBy(new LeasedParameters(_files), LeaseOf(2)));
    }

    [Fact]
    public void The_next_bucket_trains_on_while_the_parameters_of_this_one_are_written_as_they_were()
    {
        LeasedParameters trainer = new(_files);
        Push(trainer, LeaseOf(1), 2.5f);
        Push(trainer, LeaseOf(2), 7f);
        trainer.Write(LeaseOf(1));

        Assert.Equal(2.5f, PulledBy(new LeasedParameters(_files), LeaseOf(2)));
        trainer.Write(LeaseOf(2));
        Assert.Equal(7f, PulledBy(new LeasedParameters(_files), LeaseOf(3)));
    }

    [Fact]
    public void A_trainer_reads_before_its_first_bucket_only_and_then_has_the_newest_itself()
    {
        LeasedParameters other = new(_files);
        Push(other, LeaseOf(1), 2.5f);
        other.Write(LeaseOf(1));
        LeasedParameters trainer = new(_files);
        Assert.Equal(2.5f, PulledBy(trainer, LeaseOf(2)));

        Assert.Equal(-1f, PulledBy(trainer, LeaseOf(2)));
    }

    [Fact]
    public void What_is_written_ends_the_slices_that_several_trainers_left_before()
    {
        string slices = Path.Combine(_files.Checkpoint.Root, "working", "parameters");
        Directory.CreateDirectory(slices);
        LeasedParameters trainer = new(_files);
        trainer.Write(LeaseOf(1));
        Assert.True(Directory.Exists(slices), "nothing was pushed for this bucket");

        Push(trainer, LeaseOf(1), 2.5f);
        trainer.Write(LeaseOf(1));
        Assert.False(Directory.Exists(slices));
    }

    /// <summary>A lease whose last bucket that is done is the one of the term before.</summary>
    private static BucketLease LeaseOf(long term)
    {
        Generation before = term == 1 ? Generation.Published(0) : new Generation(0, term - 1);
        return new BucketLease
        {
            Bucket = new Bucket(0, 0),
            Pass = 0,
            Position = new PassPosition(0, 0, 0),
            Index = 0,
            Remaining = 0,
            Term = term,
            Bases = [new(new PartitionId("node", 0), before)],
            LastDone = before,
        };
    }

    private void Push(LeasedParameters trainer, BucketLease lease, float value)
    {
        using SharedModel model = new(_files.Plan);
        model.RhsOperators[0]!.Table.Values(0).Fill(value);
        trainer.Push(model, lease);
    }

    /// <summary>A parameter that was -1 before the pull.</summary>
    private float PulledBy(LeasedParameters trainer, BucketLease lease)
    {
        using SharedModel model = new(_files.Plan);
        model.RhsOperators[0]!.Table.Values(0).Fill(-1f);
        trainer.Pull(model, lease);
        return Assert.Single(model.RhsOperators[0]!.Table.Values(0).ToArray().Distinct());
    }
}
