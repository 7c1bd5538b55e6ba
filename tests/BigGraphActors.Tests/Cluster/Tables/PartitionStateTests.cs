using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Tables;

public sealed class PartitionStateTests
{
    private static readonly PartitionId Id = new("user", 1);

    [Fact]
    public void A_partition_that_has_forgotten_everything_sends_its_trainer_to_the_file()
    {
        (_, PartitionAt answer) = PartitionState.Empty.Apply(new LocatePartition(Id, new Generation(2, 40), 41));
        Assert.Null(answer.Holder);
        Assert.Equal(41, answer.HighestTerm);
    }

    [Fact]
    public void The_node_that_trained_the_newest_bytes_is_named_for_exactly_those_bytes()
    {
        (PartitionState state, _) = PartitionState.Empty.Apply(new RecordPartition(Id, new Generation(2, 40), "a:1#1"));
        Assert.Equal("a:1#1", state.Apply(new LocatePartition(Id, new Generation(2, 40), 41)).Answer.Holder);
        Assert.Null(state.Apply(new LocatePartition(Id, new Generation(2, 39), 41)).Answer.Holder);
    }

    [Fact]
    public void Bytes_of_a_stale_lease_are_refused_and_not_remembered()
    {
        (PartitionState state, _) = PartitionState.Empty.Apply(new LocatePartition(Id, new Generation(0, 0), 50));
        (PartitionState after, PartitionRecorded answer) = state.Apply(
            new RecordPartition(Id, new Generation(0, 49), "late:1#1"));
        Assert.True(answer.IsRefused);
        Assert.Equal(state, after);
    }

    [Fact]
    public void Recording_the_same_bytes_twice_changes_nothing()
    {
        RecordPartition told = new(Id, new Generation(1, 7), "a:1#1");
        (PartitionState once, _) = PartitionState.Empty.Apply(told);
        (PartitionState twice, PartitionRecorded answer) = once.Apply(told);
        Assert.Equal(once, twice);
        Assert.False(answer.IsRefused);
    }

    [Fact]
    public void What_a_node_held_in_memory_is_gone_with_it()
    {
        (PartitionState state, _) = PartitionState.Empty.Apply(new RecordPartition(Id, new Generation(1, 7), "a:1#1"));
        Assert.Equal("a:1#1", state.WithoutNode("b:1#1").Holder);
        Assert.Null(state.WithoutNode("a:1#1").Holder);
    }
}
