using BigGraphActors.Cluster.Wire;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>What is said to the entity of one partition.</summary>
public interface IPartitionMessage : IControlMessage
{
    /// <summary>Whose entity it is for.</summary>
    PartitionId Partition { get; }
}
