namespace Akka.Cluster.Sharding;

/// <summary>A message with the id of its entity, for messages that do not carry it themselves.</summary>
/// <param name="EntityId">The entity.</param>
/// <param name="Message">What it gets; needs a serializer, for the entity may be elsewhere.</param>
public sealed record ShardingEnvelope(string EntityId, object Message);
