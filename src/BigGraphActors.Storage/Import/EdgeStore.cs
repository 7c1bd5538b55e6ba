using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>All edges of one input file in memory: 12 bytes each, 16 with weights.</summary>
/// <remarks>
/// The order inside a bucket is the order of the input, as PBG keeps it; blocks that are each sorted by bucket and
/// read one after the other give exactly that, with no second copy of the whole.
/// </remarks>
internal sealed class EdgeStore(bool weighted) : IDisposable
{
    private EdgeBlock? _last;

    /// <summary>Whether the edges have weights.</summary>
    public bool IsWeighted { get; } = weighted;

    /// <summary>Edges so far.</summary>
    public long Count { get; private set; }

    /// <summary>The blocks in the order of the input; the sorter puts others in their place.</summary>
    public List<EdgeBlock> Blocks { get; } = [];

    /// <summary>Appends an edge.</summary>
    public void Add(in RawEdge edge)
    {
        EdgeBlock block = _last is { } last && last.Count < last.Lhs.Length ? last : AddBlock();
        int index = block.Count++;
        block.Lhs[index] = edge.Lhs;
        block.Relation[index] = edge.Relation;
        block.Rhs[index] = edge.Rhs;
        if (block.Weight is { } weights)
        {
            weights[index] = edge.Weight;
        }

        Count++;
    }

    /// <summary>Edges of one bucket, once the blocks are sorted.</summary>
    public long CountIn(int bucketIndex)
    {
        long count = 0;
        foreach (EdgeBlock block in Blocks)
        {
            count += block.BucketStarts[bucketIndex + 1] - block.BucketStarts[bucketIndex];
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EdgeBlock block in Blocks)
        {
            block.Dispose();
        }
    }

    // Small files stay small: the first block holds little, the later ones are full-sized.
    private EdgeBlock AddBlock()
    {
        _last = new EdgeBlock(Blocks.Count == 0 ? EdgeBlock.Capacity / 64 : EdgeBlock.Capacity, IsWeighted);
        Blocks.Add(_last);
        return _last;
    }
}

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

/// <summary>One edge in the numbers of first sight (see <see cref="NameTable"/>), before the shuffle.</summary>
/// <param name="Lhs">Number in the table of the relation's left-hand type.</param>
/// <param name="Relation">Number of the relation; static ones keep the configuration's.</param>
/// <param name="Rhs">Number in the table of the relation's right-hand type.</param>
/// <param name="Weight">At least 0; 1 where the list has no weights.</param>
internal readonly record struct RawEdge(int Lhs, int Relation, int Rhs, float Weight);
