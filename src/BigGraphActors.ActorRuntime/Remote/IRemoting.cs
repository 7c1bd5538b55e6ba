namespace Akka.Remote;

/// <summary>The way to other nodes, as the system's core sees it.</summary>
internal interface IRemoting : IDisposable
{
    /// <summary>Where this node is reached.</summary>
    Address LocalAddress { get; }

    /// <summary>The reference to an actor of another node.</summary>
    InternalActorRef RefFor(ActorPath path);
}
