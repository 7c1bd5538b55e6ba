using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>What the surroundings of a training loop answer.</summary>
/// <param name="Buckets">Leases the next bucket.</param>
/// <param name="Partitions">Tables out and in.</param>
/// <param name="Parameters">Shared parameters, to and from other trainers.</param>
/// <param name="Edges">Edges of a bucket.</param>
public sealed record TrainingPorts(
    IBucketSource Buckets, IPartitionStore Partitions, ISharedParameters Parameters, EdgeReader Edges)
{
    /// <summary>
    /// Tables that stay on this node and are kept near those of other nodes by <see cref="Parameters"/>: never checked
    /// out or in. Not the loop's to free.
    /// </summary>
    public IReadOnlyDictionary<PartitionId, EmbeddingTable>? SharedTables { get; init; }

    /// <summary>Whether a table is one of them.</summary>
    public bool IsShared(PartitionId partition) => SharedTables?.ContainsKey(partition) ?? false;
}
