using Akka.Actor;
using Akka.TestKit.Xunit2;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Parameters;

namespace BigGraphActors.Tests.Cluster.Parameters;

public sealed class ParameterShardTests : TestKit
{
    private static readonly SliceAddress Here = new("10.0.0.1", 4054);
    private readonly ParameterBed _bed = new();

    [Fact]
    public void A_shard_opens_its_slice_and_says_where_it_is()
    {
        ParameterNode node = _bed.StartNode();
        IActorRef shard = Sys.ActorOf(ParameterShardHosting.PropsOf(1, node.Parameters, Here));
        SliceAt at = UntilOpen(shard, 1);
        Assert.Equal(new SliceAt(1, "10.0.0.1", 4054, 1, ""), at);
        Assert.True(node.Parameters.Serves(1));
        Assert.False(node.Parameters.Serves(0));
    }

    [Fact]
    public void A_shard_that_leaves_closes_its_slice_first_and_its_next_life_is_later()
    {
        ParameterNode node = _bed.StartNode();
        IActorRef shard = Sys.ActorOf(ParameterShardHosting.PropsOf(1, node.Parameters, Here));
        UntilOpen(shard, 1);
        Watch(shard);
        shard.Tell(ParameterShardActor.LeaveNode.Instance);
        ExpectTerminated(shard);
        Assert.False(node.Parameters.Serves(1));
        IActorRef next = Sys.ActorOf(ParameterShardHosting.PropsOf(1, _bed.StartNode().Parameters, Here));
        Assert.Equal(2, UntilOpen(next, 1).Life);
    }

    [Fact]
    public void A_shard_that_leaves_while_it_opens_stops_as_well()
    {
        IActorRef shard = Sys.ActorOf(ParameterShardHosting.PropsOf(1, _bed.StartNode().Parameters, Here));
        Watch(shard);
        shard.Tell(ParameterShardActor.LeaveNode.Instance);
        ExpectTerminated(shard);
    }

    [Fact]
    public void A_shard_whose_store_is_out_of_order_says_so_and_opens_once_it_is_not()
    {
        File.WriteAllText(_bed.Folder, "in the way");
        IActorRef shard = Sys.ActorOf(ParameterShardHosting.PropsOf(1, _bed.StartNode().Parameters, Here));
        AwaitAssert(() => Assert.NotEmpty(Ask(shard, 1).Trouble), TimeSpan.FromSeconds(20));
        File.Delete(_bed.Folder);
        Assert.Empty(UntilOpen(shard, 1).Trouble);
    }

    [Fact]
    public void The_locator_answers_with_the_address_or_none()
    {
        IActorRef shard = Sys.ActorOf(ParameterShardHosting.PropsOf(1, _bed.StartNode().Parameters, Here));
        UntilOpen(shard, 1);
        Assert.Equal(Here, ParameterShardHosting.Locator(shard, TimeSpan.FromSeconds(20), CancellationToken.None)(1));
        Assert.Null(ParameterShardHosting.Locator(Sys.DeadLetters, TimeSpan.FromMilliseconds(20), CancellationToken.None)(1));
    }

    [Fact]
    public void A_slice_that_another_life_has_taken_over_is_opened_anew()
    {
        (ParameterShardState state, ParameterShardStep step) = ParameterShardState.Initial.Wanted(false);
        Assert.Equal(ParameterShardStep.Open, step);
        Assert.Equal(ParameterShardStep.None, state.Wanted(false).Step);
        state = state.Opened(4).Next;
        Assert.Equal(ParameterShardStep.None, state.Wanted(isServing: true).Step);
        (state, step) = state.Wanted(isServing: false);
        Assert.Equal(ParameterShardStep.Open, step);
        Assert.False(state.Answer(1, Here).IsOpen);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _bed.Dispose();
    }

    private static SliceAt Ask(IActorRef shard, int slice) =>
        shard.Ask<SliceAt>(new WhereIsSlice(slice), TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();

    private SliceAt UntilOpen(IActorRef shard, int slice)
    {
        AwaitCondition(() => Ask(shard, slice).IsOpen, TimeSpan.FromSeconds(20));
        return Ask(shard, slice);
    }
}
