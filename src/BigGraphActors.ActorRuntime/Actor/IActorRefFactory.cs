namespace Akka.Actor;

/// <summary>Something actors can be made under: the system (top level) or a context (children).</summary>
public interface IActorRefFactory
{
    /// <summary>
    /// Makes an actor; it starts on its own dispatcher, so a failing constructor is the supervisor's business.
    /// </summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among its siblings; null gives a name that starts with <c>$</c>.</param>
    /// <exception cref="InvalidActorNameException">When the name is taken or malformed.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Whoever is at a path when a message arrives there.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>Whoever is at a path, absolute or relative to the factory, when a message arrives there.</summary>
    ActorSelection ActorSelection(string actorPath);
}
