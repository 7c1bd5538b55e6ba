namespace Akka.Actor;

/// <summary>Asks whoever is at a path to answer with <see cref="ActorIdentity"/>; answered by the runtime.</summary>
/// <param name="MessageId">Returned in the answer; may be null.</param>
public sealed record Identify(object MessageId) : IAutoReceivedMessage, INotInfluenceReceiveTimeout;
