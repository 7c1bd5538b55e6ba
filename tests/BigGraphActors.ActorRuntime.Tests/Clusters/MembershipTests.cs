using Akka.Actor;
using Akka.Cluster;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Clusters;

public sealed class MembershipTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private readonly List<ActorSystem> _others = [];

    public MembershipTests()
        : base(ClusterNode.Settings(0, "lock"), "remote")
    {
        Akka.Cluster.Cluster.Get(Sys).Join(ClusterNode.AddressOf(Sys));
    }

    [Fact]
    public void Nodes_join_and_see_each_others_roles()
    {
        var other = Add("trainer");
        AwaitAll(2);
        AwaitAssert(() => Assert.Equal(2, ClusterNode.UpIn(other)), Wait);
        var seen = Akka.Cluster.Cluster.Get(other).State.Members;
        Assert.Equal(["lock"], seen.Single(member => member.Address == ClusterNode.AddressOf(Sys)).Roles);
        Assert.Equal(["trainer"], Akka.Cluster.Cluster.Get(other).SelfMember.Roles);
    }

    [Fact]
    public void Subscribers_hear_of_coming_and_going_in_order()
    {
        var other = Add("trainer");
        AwaitAll(2);
        Akka.Cluster.Cluster.Get(Sys).Subscribe(
            TestActor, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
                typeof(ClusterEvent.IMemberEvent));
        ExpectMsg<ClusterEvent.MemberUp>(Wait);
        ExpectMsg<ClusterEvent.MemberUp>(Wait);
        var third = Add("trainer");
        var address = ClusterNode.AddressOf(third);
        Assert.Equal(address, FishForMessage<ClusterEvent.MemberUp>(up => up.Member.Address == address, Wait)
            .Member.Address);

        // Only a node that knows that it is in can leave; others hear of it first.
        AwaitAssert(() => Assert.Equal(3, ClusterNode.UpIn(third)), Wait);
        Shutdown(third);
        Assert.Equal(address, FishForMessage<ClusterEvent.MemberLeft>(_ => true, Wait).Member.Address);
        Assert.Equal(address, FishForMessage<ClusterEvent.MemberExited>(_ => true, Wait).Member.Address);
        var removed = FishForMessage<ClusterEvent.MemberRemoved>(_ => true, Wait);
        Assert.Equal(address, removed.Member.Address);
        Assert.Equal(MemberStatus.Exiting, removed.PreviousStatus);
        AwaitAll(2);
        Assert.Equal(2, ClusterNode.UpIn(other));
    }

    [Fact]
    public void A_snapshot_comes_first_when_asked_for()
    {
        AwaitAll(1);
        Akka.Cluster.Cluster.Get(Sys).Subscribe(TestActor, typeof(ClusterEvent.IMemberEvent));
        Assert.Single(ExpectMsg<ClusterEvent.CurrentClusterState>(Wait).Members);
    }

    [Fact]
    public void A_downed_node_says_why_it_ends()
    {
        var other = Add("trainer");
        AwaitAll(2);
        Akka.Cluster.Cluster.Get(Sys).Down(ClusterNode.AddressOf(other));
        Assert.True(other.WhenTerminated.Wait(Wait));
        Assert.IsType<CoordinatedShutdown.ClusterDowningReason>(CoordinatedShutdown.Get(other).ShutdownReason);
        AwaitAll(1);
    }

    [Fact]
    public void A_node_comes_back_at_its_address()
    {
        var other = Add("trainer");
        AwaitAll(2);
        var port = ClusterNode.AddressOf(other).Port!.Value;
        Shutdown(other);
        _others.Remove(other);
        Add("trainer", port);
        AwaitAll(2);
    }

    [Fact]
    public void A_watcher_hears_of_the_end_of_a_node_when_it_is_removed()
    {
        var other = Add("trainer");
        AwaitAll(2);
        var echo = Remote.RemoteNode.From(Sys, other, other.ActorOf(Props.Create(() => new Actors.EchoActor())));
        Watch(echo);
        Akka.Cluster.Cluster.Get(Sys).Down(ClusterNode.AddressOf(other));
        ExpectTerminated(echo, Wait);
    }

    protected override void AfterAll()
    {
        foreach (var other in _others)
        {
            Shutdown(other);
        }
    }

    private ActorSystem Add(string roles, int port = 0)
    {
        var system = ClusterNode.Start(port, roles);
        _others.Add(system);
        Akka.Cluster.Cluster.Get(system).Join(ClusterNode.AddressOf(Sys));
        return system;
    }

    private void AwaitAll(int count) => AwaitAssert(() =>
    {
        Assert.Equal(count, ClusterNode.UpIn(Sys));
        Assert.Equal(count, Akka.Cluster.Cluster.Get(Sys).State.Members.Count);
    }, Wait);
}
