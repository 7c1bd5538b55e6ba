using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>What is said to the shard of one slice of the shared parameters.</summary>
public interface IParameterShardMessage : IControlMessage
{
    /// <summary>Number of the slice, and of its shard.</summary>
    int Slice { get; }
}
