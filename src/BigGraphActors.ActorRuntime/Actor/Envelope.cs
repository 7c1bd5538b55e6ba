namespace Akka.Actor;

/// <summary>A message in a mailbox with its sender.</summary>
/// <param name="Message">The message; never null.</param>
/// <param name="Sender">Who sent it; null when nobody is to get replies.</param>
public readonly record struct Envelope(object Message, IActorRef Sender);
