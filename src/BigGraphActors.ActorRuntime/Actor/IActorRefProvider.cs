namespace Akka.Actor;

/// <summary>Where references come from.</summary>
public interface IActorRefProvider
{
    /// <summary>The address that other nodes reach this system at; a local one without remoting.</summary>
    Address DefaultAddress { get; }

    /// <summary>The reference behind a path that came from somewhere; never null, but perhaps to nobody.</summary>
    IActorRef ResolveActorRef(string path);
}
