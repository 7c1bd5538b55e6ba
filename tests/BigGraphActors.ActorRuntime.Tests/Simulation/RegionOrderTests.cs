using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding.Protocol;

namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>Orders that reach a region late, twice, or in another order than they were given.</summary>
public sealed class RegionOrderTests
{
    private const long Term = 5;
    private const string Shard = "shard2";
    private static readonly UniqueAddress Here = Node(2, 8);
    private static readonly UniqueAddress Coordinator = Node(1, 9);
    private readonly RegionState _region = new(Here, false, SimulatedNode.Times);

    public RegionOrderTests()
    {
        _region.Coordinator(Coordinator, 0);
        _region.Receive(new RegisterAck(Coordinator, Term), 0);
    }

    /// <summary>What storm seed 825 came down to.</summary>
    [Fact]
    public void An_old_order_to_stop_does_not_let_a_later_placement_begin_after_its_end()
    {
        _region.Receive(new HostShard(Coordinator, Term, Shard, 11), 1);
        var oldOrder = new HandOff(Coordinator, Term, Shard, 11);
        _region.Receive(oldOrder, 2);
        _region.ShardStopped(Shard, 3);
        _region.Receive(new HandOff(Coordinator, Term, Shard, 17), 4);
        _region.Receive(oldOrder, 5);
        _region.Receive(new HostShard(Coordinator, Term, Shard, 17), 6);
        Assert.False(_region.IsActive(Shard));
    }

    [Fact]
    public void A_shard_that_ended_here_is_given_free_when_a_late_registration_has_put_it_here_again()
    {
        var coordinator = new CoordinatorState(Coordinator, Term, SimulatedNode.Times);
        var region = new Member(Here, 1, MemberStatus.Up, []);
        coordinator.Members([region], 0);
        var lateRegistration = new Register(Here, [Shard]);
        coordinator.Receive(new Register(Here, []), 1);
        _region.Receive(new HandOff(Coordinator, Term, Shard, 1), 2);
        coordinator.Receive(lateRegistration, 3);
        var home = Orders(coordinator.Receive(new GetShardHome(Here, Term, Shard), 4)).OfType<ShardHome>().First();
        var ended = _region.Receive(home, 5).OfType<RegionEffect.Send>().Select(static one => one.Message)
            .OfType<ShardStopped>().First();
        coordinator.Receive(ended, 6);
        Assert.Contains(coordinator.Receive(new GetShardHome(Here, Term, Shard), 7),
            static effect => effect is CoordinatorEffect.Allocate);
    }

    private static IEnumerable<ShardingMessage> Orders(IEnumerable<CoordinatorEffect> effects) =>
        effects.OfType<CoordinatorEffect.Send>().Select(static one => one.Message);

    private static UniqueAddress Node(int host, int uid) =>
        new(new Address("akka.tcp", "sim", "10.0.0." + host, 2552), uid);
}
