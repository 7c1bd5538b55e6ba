using Akka.Actor;

namespace Akka.Remote;

/// <summary>The handle to an actor of another node.</summary>
internal abstract class RemoteActorRef(ActorSystemCore system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path { get; } = path;

    public ActorSystemCore SystemCore { get; } = system;
}
