namespace Akka.Serialization;

/// <summary>What is left of an exception that came from another node: the name of its class and its text.</summary>
/// <param name="originalType">Name of the class; nothing is made of it.</param>
/// <param name="message">The text.</param>
public sealed class RemoteFailureException(string originalType, string message)
    : AkkaException($"{originalType}: {message}");
