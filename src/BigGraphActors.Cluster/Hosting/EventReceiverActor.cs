using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using BigGraphActors.Cluster.Events;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Puts what happens on other nodes on this node's event stream.</summary>
/// <remarks>Apart from <see cref="EventSenderActor"/>, so that nothing is passed on twice.</remarks>
internal sealed class EventReceiverActor : ReceiveActor
{
    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;

    public EventReceiverActor()
    {
        string self = NodeNames.Of(Context.System).Value;
        Receive<RunEvent>(happened =>
        {
            if (happened.Node != self)
            {
                Context.System.EventStream.Publish(happened);
            }
        });
        Receive<SubscribeAck>(_ => { });
    }

    protected override void PreStart() => _mediator.Tell(new Subscribe(EventSenderActor.Topic, Self));
}
