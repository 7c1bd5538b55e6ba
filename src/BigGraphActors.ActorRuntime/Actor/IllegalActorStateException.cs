namespace Akka.Actor;

/// <summary>When an actor does what its state forbids, such as stashing one message twice.</summary>
/// <param name="message">What happened.</param>
public sealed class IllegalActorStateException(string message) : AkkaException(message);
