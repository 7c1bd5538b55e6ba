namespace Akka.Cluster.Sharding;

/// <summary>A message with the id of its entity, for messages that do not carry it themselves.</summary>
/// <param name="entityId">The entity.</param>
/// <param name="message">What it gets; needs a serializer, for the entity may be elsewhere.</param>
public sealed class ShardingEnvelope(string entityId, object message)
{
    /// <summary>The entity.</summary>
    public string EntityId { get; } = entityId;

    /// <summary>What it gets.</summary>
    public object Message { get; } = message;
}
