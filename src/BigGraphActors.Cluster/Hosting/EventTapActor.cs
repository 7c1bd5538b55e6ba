using Akka.Actor;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Tells the program around a node what happens in the run.</summary>
internal sealed class EventTapActor : ReceiveActor
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "event-tap";

    public EventTapActor(Action<NodeEvent> observer) => Receive<NodeEvent>(told => observer(told));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(NodeEvent));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
