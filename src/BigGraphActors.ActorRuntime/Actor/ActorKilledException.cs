namespace Akka.Actor;

/// <summary>What <see cref="Kill"/> makes the receiver throw.</summary>
/// <param name="message">What happened.</param>
public sealed class ActorKilledException(string message) : AkkaException(message);
