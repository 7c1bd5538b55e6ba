namespace Akka.Cluster.Sharding;

/// <summary>Says for which entity a message is. Must say the same on every node, for ever.</summary>
public interface IMessageExtractor
{
    /// <summary>The entity; null when the message is for none, and unhandled.</summary>
    string EntityId(object message);

    /// <summary>What the entity gets.</summary>
    object EntityMessage(object message);

    /// <summary>The shard that the entity is part of.</summary>
    string ShardId(object message);

    /// <summary>The shard of an entity by its id.</summary>
    string ShardId(string entityId, object? messageHint = null);
}
