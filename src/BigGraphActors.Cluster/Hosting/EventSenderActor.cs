using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Passes what happens on this node to all others.</summary>
internal sealed class EventSenderActor : ReceiveActor
{
    /// <summary>The topic of all events.</summary>
    public const string Topic = "biggraph-events";

    public EventSenderActor()
    {
        IActorRef mediator = DistributedPubSub.Get(Context.System).Mediator;
        string self = NodeNames.Of(Context.System).Value;
        Receive<NodeEvent>(told =>
        {
            if (told.Node == self)
            {
                mediator.Tell(new Publish(Topic, told));
            }
        });
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(NodeEvent));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
