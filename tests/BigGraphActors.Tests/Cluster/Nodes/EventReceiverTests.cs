using Akka.Actor;
using Akka.TestKit.Xunit2;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;

namespace BigGraphActors.Tests.Cluster.Nodes;

/// <summary>A node hears of the run's beginning and end even when it came too late for the events.</summary>
public sealed class EventReceiverTests() : TestKit("""
    akka.actor.provider = cluster
    akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
    """)
{
    private static readonly NodeEvent Ended = new(
        new RunFinished(Done: false, Stopped: true, "enough", Version: 3), "10.0.0.1:4053#7", DateTimeOffset.UnixEpoch);

    [Fact]
    public void The_end_of_the_run_that_is_told_again_is_said_once()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(NodeEvent));
        Sys.ActorOf(Props.Create(() => new EventReceiverActor()), EventReceiverActor.Name);
        Address here = Akka.Cluster.Cluster.Get(Sys).SelfAddress;
        ActorOfAsTestActorRef<Teller>(Props.Create(() => new Teller(here)), "teller");
        Assert.Equal(Ended, ExpectMsg<NodeEvent>());
        NodeEvent next = Ended with { Node = "10.0.0.2:4053#8" };
        Sys.ActorSelection("/user/" + EventReceiverActor.Name).Tell(next);
        Assert.Equal(next, ExpectMsg<NodeEvent>());
    }

    private sealed class Teller : ReceiveActor
    {
        public Teller(Address node)
        {
            EventReceiverActor.TellAgain(Context, node, Ended);
            EventReceiverActor.TellAgain(Context, node, Ended);
        }
    }
}
