using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Ports;

/// <summary>Hands out tables, and takes them back.</summary>
/// <remarks>
/// Called from the training loop's own input and output thread, one call at a time. A table is checked in after every
/// bucket, before the bucket counts as done; where the next bucket needs the table too, a copy of it is.
/// </remarks>
public interface IPartitionStore
{
    /// <summary>Checks a partition out, with the bytes that a lease builds on.</summary>
    /// <param name="lease">The right to train it.</param>
    /// <param name="partition">One of the lease's partitions.</param>
    /// <returns>The table; the caller owns it until <see cref="CheckIn"/>.</returns>
    EmbeddingTable CheckOut(BucketLease lease, PartitionId partition);

    /// <summary>A table to copy another one into; what is in its rows is undefined.</summary>
    /// <returns>The caller's, until <see cref="CheckIn"/>.</returns>
    EmbeddingTable Rent(long rowCount, int dim) => new(rowCount, dim);

    /// <summary>Checks a trained partition in; it is durable when this returns.</summary>
    /// <param name="lease">The lease that it was trained under.</param>
    /// <param name="partition">A partition of the lease's bucket.</param>
    /// <param name="table">Its rows; the caller gives the table up.</param>
    /// <exception cref="LeaseLostException">When another trainer has the partition by now.</exception>
    void CheckIn(BucketLease lease, PartitionId partition, EmbeddingTable table);
}
