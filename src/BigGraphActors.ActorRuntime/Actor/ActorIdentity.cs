namespace Akka.Actor;

/// <summary>The answer to <see cref="Identify"/>.</summary>
/// <param name="messageId">What the question carried.</param>
/// <param name="subject">The actor, or null when there is none at the path.</param>
public sealed class ActorIdentity(object? messageId, IActorRef? subject)
{
    /// <summary>What the question carried.</summary>
    public object MessageId { get; } = messageId!;

    /// <summary>The actor, or null when there is none at the path.</summary>
    public IActorRef Subject { get; } = subject!;
}
