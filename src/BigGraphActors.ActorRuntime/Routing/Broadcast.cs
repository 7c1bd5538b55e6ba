namespace Akka.Routing;

/// <summary>Sends what it wraps to every routee, whatever the router's way.</summary>
/// <param name="message">What the routees get.</param>
public sealed class Broadcast(object message)
{
    /// <summary>What the routees get.</summary>
    public object Message { get; } = message;
}
