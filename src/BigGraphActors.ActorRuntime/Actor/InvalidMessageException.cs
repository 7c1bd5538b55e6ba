namespace Akka.Actor;

/// <summary>When null is sent.</summary>
/// <param name="message">What happened.</param>
public sealed class InvalidMessageException(string message) : AkkaException(message);
