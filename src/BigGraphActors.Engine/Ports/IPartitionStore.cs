using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Ports;

/// <summary>Hands out tables, and takes them back.</summary>
/// <remarks>
/// Called from the trainer's own thread, for each partition that a bucket needs and the one before did not have. On
/// one machine files answer, in a cluster the data plane and the partition actors.
/// </remarks>
public interface IPartitionStore
{
    /// <summary>Checks a partition out at its newest version.</summary>
    /// <returns>The table; the caller owns it until <see cref="CheckIn"/>.</returns>
    EmbeddingTable CheckOut(PartitionId partition);

    /// <summary>Checks a partition in; the caller gives the table up.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="table">What <see cref="CheckOut"/> gave.</param>
    /// <param name="dirty">Whether it was trained: a clean table is not written.</param>
    void CheckIn(PartitionId partition, EmbeddingTable table, bool dirty);
}
