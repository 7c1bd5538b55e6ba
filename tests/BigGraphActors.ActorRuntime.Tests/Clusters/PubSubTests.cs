using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Clusters;

public sealed class PubSubTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private readonly ActorSystem _other = ClusterNode.Start();

    public PubSubTests()
        : base(ClusterNode.Settings(), "remote")
    {
        Akka.Cluster.Cluster.Get(Sys).Join(ClusterNode.AddressOf(Sys));
        Akka.Cluster.Cluster.Get(_other).Join(ClusterNode.AddressOf(Sys));
        AwaitAssert(() => Assert.Equal(2, ClusterNode.UpIn(_other)), Wait);
    }

    [Fact]
    public void What_is_published_reaches_subscribers_on_every_node_once()
    {
        var here = Subscribe(Sys);
        var there = Subscribe(_other);
        AwaitAssert(() =>
        {
            DistributedPubSub.Get(Sys).Mediator.Tell(new Publish("news", "ready?"));
            there.ExpectMsg("ready?", TimeSpan.FromMilliseconds(300));
        }, Wait);
        DistributedPubSub.Get(Sys).Mediator.Tell(new Publish("news", "now"));
        here.FishForMessage(message => message.Equals("now"), Wait);
        there.FishForMessage(message => message.Equals("now"), Wait);
        here.ExpectNoMsg();
        there.ExpectNoMsg();
    }

    [Fact]
    public void Unsubscribing_ends_it()
    {
        var here = Subscribe(Sys);
        var mediator = DistributedPubSub.Get(Sys).Mediator;
        here.Send(mediator, new Unsubscribe("news", here.Ref));
        here.ExpectMsg<UnsubscribeAck>(Wait);
        mediator.Tell(new Publish("news", "now"));
        here.ExpectNoMsg();
    }

    protected override void AfterAll() => Shutdown(_other);

    private Akka.TestKit.TestProbe Subscribe(ActorSystem system)
    {
        var probe = CreateTestProbe(system);
        probe.Send(DistributedPubSub.Get(system).Mediator, new Subscribe("news", probe.Ref));
        probe.ExpectMsg<SubscribeAck>(Wait);
        return probe;
    }
}
