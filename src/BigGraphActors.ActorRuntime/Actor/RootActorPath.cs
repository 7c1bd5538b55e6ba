namespace Akka.Actor;

/// <summary>The top of every path of one system; start here to name an actor on another node.</summary>
/// <param name="address">The system.</param>
public sealed class RootActorPath(Address address) : ActorPath(address, null, "/", 0);
