using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Nodes;

/// <summary>Publishes what happens on this node.</summary>
internal static class RunEvents
{
    /// <summary>
    /// Signs an event with node and time, and puts it on this node's event stream; the relay does the rest.
    /// </summary>
    public static void PublishRunEvent(this ActorSystem system, RunEvent happened) =>
        system.EventStream.Publish(new NodeEvent(happened, NodeNames.Of(system).Value, DateTimeOffset.UtcNow));
}

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

/// <summary>Puts what happens on other nodes on this node's event stream.</summary>
/// <remarks>Apart from <see cref="EventSenderActor"/>, so that nothing is passed on twice.</remarks>
internal sealed class EventReceiverActor : ReceiveActor
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "event-receiver";

    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private NodeEvent? _begun;
    private NodeEvent? _ended;

    public EventReceiverActor()
    {
        string self = NodeNames.Of(Context.System).Value;
        Receive<NodeEvent>(told =>
        {
            if (told.Node != self && told != _begun && told != _ended)
            {
                _begun = told.Event is RunStarted ? told : _begun;
                _ended = told.Event is RunFinished ? told : _ended;
                Context.System.EventStream.Publish(told);
            }
        });
        Receive<SubscribeAck>(_ => { });
    }

    /// <summary>
    /// Takes the beginning of the run from the run itself, for a node that was not there when the run began. A second
    /// time nothing is said.
    /// </summary>
    public static void Forward(IActorContext from, NodeEvent begun) => from.ActorSelection("/user/" + Name).Tell(begun);

    /// <summary>
    /// Tells another node how the run has ended, which it did not hear if it joined just before. A second time nothing
    /// is said there.
    /// </summary>
    public static void TellAgain(IActorContext from, Address node, NodeEvent ended) =>
        from.ActorSelection(new RootActorPath(node) / "user" / Name).Tell(ended);

    protected override void PreStart() => _mediator.Tell(new Subscribe(EventSenderActor.Topic, Self));
}

/// <summary>Tells the program around a node what happens in the run.</summary>
internal sealed class EventTapActor : ReceiveActor
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "event-tap";

    public EventTapActor(Action<NodeEvent> observer) => Receive<NodeEvent>(told => observer(told));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(NodeEvent));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
