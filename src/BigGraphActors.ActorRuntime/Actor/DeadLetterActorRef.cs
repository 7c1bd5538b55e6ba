namespace Akka.Actor;

/// <summary>A path with nobody behind it: letters are dead, and watchers hear at once.</summary>
internal class DeadLetterActorRef(ActorSystemCore system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path { get; } = path;

    public override ActorSystemCore Home { get; } = system;

    public override InternalActorRef Parent => Home.RootGuardian;

    public override void Tell(object message, IActorRef? sender) => Home.PublishDeadLetter(message, sender, this);

    public override void SendSystemMessage(SystemMessage message) => message.BounceOffTheDead();
}
