namespace Akka.Actor;

/// <summary>Root of the exceptions that the runtime raises itself.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="cause">What lies under it.</param>
public abstract class AkkaException(string message, Exception? cause = null) : Exception(message, cause);
