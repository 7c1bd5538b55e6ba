using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using BigGraphActors.Cluster.Events;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Puts what happens on other nodes on this node's event stream.</summary>
/// <remarks>Apart from <see cref="EventSenderActor"/>, so that nothing is passed on twice.</remarks>
internal sealed class EventReceiverActor : ReceiveActor
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "event-receiver";

    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private NodeEvent? _begun;

    public EventReceiverActor()
    {
        string self = NodeNames.Of(Context.System).Value;
        Receive<NodeEvent>(told =>
        {
            if (told.Node != self && told != _begun)
            {
                _begun = told.Event is RunStarted ? told : _begun;
                Context.System.EventStream.Publish(told);
            }
        });
        Receive<SubscribeAck>(_ => { });
    }

    /// <summary>
    /// Takes the beginning of the run from the run itself, for a node that was not there when the run began. A second
    /// time nothing is said.
    /// </summary>
    public static void Take(IActorContext from, NodeEvent begun) => from.ActorSelection("/user/" + Name).Tell(begun);

    protected override void PreStart() => _mediator.Tell(new Subscribe(EventSenderActor.Topic, Self));
}
