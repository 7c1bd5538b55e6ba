namespace Akka.Actor;

/// <summary>
/// A path with nobody behind it: letters are dead, watchers hear at once, <see cref="Identify"/> is answered with
/// none.
/// </summary>
internal sealed class EmptyActorRef(ActorSystemCore system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path { get; } = path;

    public override ActorSystemCore Home => system;

    public override IInternalActorRef Parent => system.RootGuardian;

    public override bool IsTerminated => true;

    public override void Tell(object message, IActorRef? sender)
    {
        switch (message)
        {
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                break;
            case ActorSelectionMessage { Message: Identify identify }:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                break;
            default:
                system.PublishDeadLetter(message, sender, this);
                break;
        }
    }

    public override void SendSystemMessage(SystemMessage message) => DeadSystemMessages.Handle(message);
}
