namespace Akka.Actor;

/// <summary>When a child's name is taken, empty or has forbidden symbols.</summary>
/// <param name="message">The name and what is wrong with it.</param>
public sealed class InvalidActorNameException(string message) : AkkaException(message);
