namespace Akka.Actor;

/// <summary>The parent of all top-level actors; what it is told itself is nobody's.</summary>
internal sealed class GuardianActor : ActorBase
{
    protected override bool Receive(object message)
    {
        Context.System.DeadLetters.Tell(message, Sender);
        return true;
    }
}
