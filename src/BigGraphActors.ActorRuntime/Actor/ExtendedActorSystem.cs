namespace Akka.Actor;

/// <summary>What extensions and serializers see of a system.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    private protected ExtendedActorSystem() { }

    /// <summary>Where references come from.</summary>
    public abstract IActorRefProvider Provider { get; }

    /// <summary>Makes an actor under <c>/system</c>; it outlives all under <c>/user</c>.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);
}
