using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Clusters;

public sealed class ShardingTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private readonly List<ActorSystem> _others = [];
    private readonly IActorRef _region;

    public ShardingTests()
        : base(ClusterNode.Settings(0, "worker"), "remote")
    {
        Akka.Cluster.Cluster.Get(Sys).Join(ClusterNode.AddressOf(Sys));
        AwaitAssert(() => Assert.Equal(1, ClusterNode.UpIn(Sys)), Wait);
        _region = Start(Sys);
    }

    [Fact]
    public void An_entity_starts_with_its_first_message_and_answers()
    {
        _region.Tell("a:where", TestActor);
        Assert.Equal(Home(Sys) + " a 1", ExpectMsg<string>(Wait));
        _region.Tell("a:where", TestActor);
        Assert.Equal(Home(Sys) + " a 2", ExpectMsg<string>(Wait));
        _region.Tell("b:where", TestActor);
        Assert.Equal(Home(Sys) + " b 1", ExpectMsg<string>(Wait));
    }

    [Fact]
    public void Entities_are_reached_from_every_node_and_move_when_their_node_leaves()
    {
        var other = Add();
        var region = Start(other);
        AwaitAssert(() => Where(region, 0), Wait);
        var homes = Enumerable.Range(0, 12).ToDictionary(static id => id, id => Where(region, id));
        Assert.Equal(2, homes.Values.Distinct().Count());
        Assert.All(homes, pair => Assert.Equal(pair.Value, Where(_region, pair.Key)));
        Shutdown(other);
        _others.Remove(other);
        Assert.All(homes.Keys, id => AwaitAssert(() => Assert.Equal(Home(Sys), Where(_region, id)), Wait));
    }

    [Fact]
    public void Entities_of_a_downed_node_run_elsewhere()
    {
        var other = Add();
        var region = Start(other);
        AwaitAssert(() => Where(region, 0), Wait);
        var lost = Enumerable.Range(0, 12).First(id => Where(region, id) == Home(other));
        Akka.Cluster.Cluster.Get(Sys).Down(ClusterNode.AddressOf(other));
        AwaitAssert(() => Assert.Equal(Home(Sys), Where(_region, lost)), Wait);
    }

    [Fact]
    public void A_passivated_entity_begins_anew_and_loses_no_message()
    {
        _region.Tell("a:where", TestActor);
        Assert.EndsWith("a 1", ExpectMsg<string>(Wait), StringComparison.Ordinal);
        _region.Tell("a:passivate", TestActor);
        for (var i = 0; i < 20; i++)
        {
            _region.Tell("a:where", TestActor);
        }

        Assert.Equal(20, ReceiveN(20, Wait).Count);
        _region.Tell("a:where", TestActor);
        AwaitAssert(() => ExpectMsg<string>(text => text.Length > 0));
    }

    [Fact]
    public async Task A_region_tells_what_runs_in_it()
    {
        _region.Tell("a:where", TestActor);
        ExpectMsg<string>(Wait);
        var state = await _region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, TimeSpan.FromSeconds(20));
        Assert.Equal(["a"], state.Shards.SelectMany(static shard => shard.EntityIds));
    }

    protected override void AfterAll()
    {
        foreach (var other in _others)
        {
            Shutdown(other);
        }
    }

    private static string Home(ActorSystem system) => ClusterNode.AddressOf(system).ToString();

    private static IActorRef Start(ActorSystem system) => ClusterSharding.Get(system).Start(
        "things", id => Props.Create(() => new Thing(id)), ClusterShardingSettings.Create(system).WithRole("worker"),
        new ById(), ShardAllocationStrategy.LeastShardAllocationStrategy(4, 0.5), PoisonPill.Instance);

    private static string Where(IActorRef region, int id) =>
        region.Ask<string>($"{id}:where", TimeSpan.FromSeconds(10)).GetAwaiter().GetResult().Split(' ')[0];

    private ActorSystem Add()
    {
        var system = ClusterNode.Start(0, "worker");
        _others.Add(system);
        Akka.Cluster.Cluster.Get(system).Join(ClusterNode.AddressOf(Sys));
        AwaitAssert(() => Assert.Equal(2, ClusterNode.UpIn(system)), Wait);
        return system;
    }

    private sealed class ById() : HashCodeMessageExtractor(10)
    {
        public override string EntityId(object message) => ((string)message).Split(':')[0];

        public override object EntityMessage(object message) => ((string)message).Split(':')[1];
    }

    private sealed class Thing : ReceiveActor
    {
        private int _count;

        public Thing(string id)
        {
            Receive<string>(text => text == "where", _ => Sender.Tell(
                $"{Akka.Cluster.Cluster.Get(Context.System).SelfAddress} {id} {++_count}"));
            Receive<string>(text => text == "passivate", _ => Context.Parent.Tell(new Passivate(PoisonPill.Instance)));
        }
    }
}
