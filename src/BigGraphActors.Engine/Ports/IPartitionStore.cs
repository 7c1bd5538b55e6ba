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

/// <summary>Which bytes of a partition are meant: those that the training under one lease left behind.</summary>
/// <param name="Pass">Number of the pass, from 0; -1 with the initial values.</param>
/// <param name="Term">Fencing number of the lease; 0 as the committed checkpoint has them.</param>
public readonly record struct Generation(long Pass, long Term) : IComparable<Generation>
{
    /// <summary>The generation that a committed checkpoint version holds.</summary>
    /// <param name="version">Passes published; 0 for the initial values or <c>init_path</c>.</param>
    public static Generation Published(long version) => new(version - 1, 0);

    /// <summary>Whether the table of the committed checkpoint is meant, from any trainer.</summary>
    public bool IsPublished => Term == 0;

    /// <summary>The version in which this generation is published, if it is its pass's last one.</summary>
    public long Version => Pass + 1;

    /// <summary>Whether <paramref name="left"/> was trained before <paramref name="right"/>.</summary>
    public static bool operator <(Generation left, Generation right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> was trained after <paramref name="right"/>.</summary>
    public static bool operator >(Generation left, Generation right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> was not trained after <paramref name="right"/>.</summary>
    public static bool operator <=(Generation left, Generation right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> was not trained before <paramref name="right"/>.</summary>
    public static bool operator >=(Generation left, Generation right) => left.CompareTo(right) >= 0;

    /// <summary>Later passes are newer, and within a pass higher terms.</summary>
    public int CompareTo(Generation other) =>
        Pass != other.Pass ? Pass.CompareTo(other.Pass) : Term.CompareTo(other.Term);

    /// <inheritdoc/>
    public override string ToString() => Term == 0 ? $"v{Pass + 1}" : $"p{Pass}.t{Term}";
}

/// <summary>One generation of one partition's table.</summary>
/// <param name="Partition">The partition that the table belongs to.</param>
/// <param name="Generation">The training that produced the table's bytes.</param>
public readonly record struct PartitionGeneration(PartitionId Partition, Generation Generation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Partition}.{Generation}";
}
