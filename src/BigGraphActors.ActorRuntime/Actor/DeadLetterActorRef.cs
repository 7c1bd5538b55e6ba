namespace Akka.Actor;

internal sealed class DeadLetterActorRef(ActorSystemCore system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path { get; } = path;

    public override ActorSystemCore Home => system;

    public override IInternalActorRef Parent => system.RootGuardian;

    public override void Tell(object message, IActorRef? sender) => system.PublishDeadLetter(message, sender, this);

    public override void SendSystemMessage(SystemMessage message) => DeadSystemMessages.Handle(message);
}
