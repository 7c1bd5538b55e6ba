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
