namespace Akka.Actor;

/// <summary>When <see cref="ActorSelection.ResolveOne(TimeSpan)"/> finds nobody in time.</summary>
/// <param name="message">The selection.</param>
/// <param name="cause">The timeout under it.</param>
public sealed class ActorNotFoundException(string message, Exception? cause = null) : AkkaException(message, cause);
