namespace Akka.Routing;

/// <summary>Sends what it wraps to every routee, whatever the router's way.</summary>
/// <param name="Message">What the routees get.</param>
public sealed record Broadcast(object Message);
