namespace Akka.Actor;

internal sealed class ChildActorPath(ActorPath parent, string name, long uid)
    : ActorPath(parent.Address, parent, name, uid);
