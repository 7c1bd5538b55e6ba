using Akka.Actor;
using BigGraphActors.Cluster.Events;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Tells the program around a node what happens in the run.</summary>
internal sealed class EventTapActor : ReceiveActor
{
    public EventTapActor(Action<RunEvent> observer) => Receive<RunEvent>(happened => observer(happened));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(RunEvent));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
