using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>A run of edges in memory, column by column, in the order of the input.</summary>
internal sealed class EdgeBlock : IDisposable
{
    /// <summary>Edges that a block holds at the most: 3 MiB of numbers.</summary>
    public const int Capacity = 256 * 1024;

    /// <summary>Allocates room for edges.</summary>
    /// <param name="capacity">Edges, 0 or more.</param>
    /// <param name="weighted">Whether there is a column of weights.</param>
    public EdgeBlock(int capacity, bool weighted)
    {
        Lhs = new NativeBuffer<int>(capacity);
        Relation = new NativeBuffer<int>(capacity);
        Rhs = new NativeBuffer<int>(capacity);
        Weight = weighted ? new NativeBuffer<float>(capacity) : null;
    }

    /// <summary>Edges in use.</summary>
    public int Count { get; set; }

    /// <summary>Left-hand numbers, rows once the block is sorted.</summary>
    public NativeBuffer<int> Lhs { get; }

    /// <summary>Relation numbers.</summary>
    public NativeBuffer<int> Relation { get; }

    /// <summary>Right-hand numbers, rows once the block is sorted.</summary>
    public NativeBuffer<int> Rhs { get; }

    /// <summary>Weights, or none.</summary>
    public NativeBuffer<float>? Weight { get; }

    /// <summary>Where each bucket begins once the block is sorted, <c>[buckets + 1]</c>; empty before.</summary>
    public int[] BucketStarts { get; set; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Lhs.Dispose();
        Relation.Dispose();
        Rhs.Dispose();
        Weight?.Dispose();
    }
}
