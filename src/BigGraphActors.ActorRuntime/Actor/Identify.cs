namespace Akka.Actor;

/// <summary>Asks whoever is at a path to answer with <see cref="ActorIdentity"/>; answered by the runtime.</summary>
/// <param name="messageId">Returned in the answer; may be null.</param>
public sealed class Identify(object? messageId) : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    /// <summary>Returned in the answer.</summary>
    public object MessageId { get; } = messageId!;
}
