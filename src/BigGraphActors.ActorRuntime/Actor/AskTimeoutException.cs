namespace Akka.Actor;

/// <summary>When no reply to an <c>Ask</c> came in time; the reply may still come, to dead letters.</summary>
/// <param name="message">Whom was asked for how long.</param>
public sealed class AskTimeoutException(string message) : AkkaException(message);
