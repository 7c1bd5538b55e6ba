namespace Akka.Actor;

/// <summary>A path whose actor has stopped, or never was: <see cref="Identify"/> is answered with none.</summary>
internal sealed class EmptyActorRef(ActorSystemCore system, ActorPath path) : DeadLetterActorRef(system, path)
{
    public override bool IsTerminated => true;

    public override void Tell(object message, IActorRef? sender) =>
        base.Tell(message is ActorSelectionMessage { Message: Identify identify } ? identify : message, sender);
}
