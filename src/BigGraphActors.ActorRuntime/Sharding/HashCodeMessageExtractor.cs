using System.Text;

namespace Akka.Cluster.Sharding;

/// <summary>Shards by the hash of the entity's id.</summary>
/// <remarks>
/// May differ: the hash is FNV-1a and not Akka.NET's, so that the two place entities in differently numbered shards.
/// </remarks>
public abstract class HashCodeMessageExtractor : IMessageExtractor
{
    /// <summary>How many shards there are; must never change in the life of a cluster.</summary>
    public readonly int MaxNumberOfShards;

    /// <summary>So many shards; about ten for each node that there will ever be.</summary>
    protected HashCodeMessageExtractor(int maxNumberOfShards) => MaxNumberOfShards = maxNumberOfShards;

    /// <inheritdoc/>
    public abstract string EntityId(object message);

    /// <inheritdoc/>
    public virtual object EntityMessage(object message) => message;

    /// <inheritdoc/>
    public virtual string ShardId(object message) => ShardId(EntityId(message), message);

    /// <inheritdoc/>
    public virtual string ShardId(string entityId, object? messageHint = null)
    {
        var hash = 2166136261u;
        foreach (var one in Encoding.UTF8.GetBytes(entityId))
        {
            hash = unchecked((hash ^ one) * 16777619u);
        }

        return (hash % (uint)MaxNumberOfShards).ToString(CultureInfo.InvariantCulture);
    }
}
