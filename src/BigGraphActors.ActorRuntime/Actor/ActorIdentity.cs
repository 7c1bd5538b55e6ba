namespace Akka.Actor;

/// <summary>The answer to <see cref="Identify"/>.</summary>
/// <param name="MessageId">What the question carried; may be null.</param>
/// <param name="Subject">The actor, or null when there is none at the path.</param>
public sealed record ActorIdentity(object MessageId, IActorRef Subject);
