namespace BigGraphActors.Cluster.Parameters;

/// <summary>Makes a message of the blocks of a slice that have changed, in order, as they are found.</summary>
internal ref struct BlockWriter
{
    private readonly Span<float> _message;
    private readonly SliceBlocks _named;
    private int _current = -1;
    private int _start;

    /// <summary>Begins a message that names no block.</summary>
    /// <param name="message">Room for the longest message; owned by the caller.</param>
    /// <param name="length">Elements of the slice.</param>
    public BlockWriter(Span<float> message, int length)
    {
        _message = message;
        _named = new SliceBlocks(message, length);
        _named.Clear();
        Length = SliceBlocks.WordsOf(length);
    }

    /// <summary>Elements of the message so far.</summary>
    public int Length { get; private set; }

    /// <summary>Whether no block is named.</summary>
    public readonly bool IsEmpty => _current < 0;

    /// <summary>Names a block, unless it is.</summary>
    /// <param name="block">No lower than the last one.</param>
    /// <returns>Its elements in the message, zero at first.</returns>
    public Span<float> Open(int block)
    {
        int count = _named.LengthOf(block);
        if (block != _current)
        {
            (_current, _start) = (block, Length);
            _named.Add(block);
            _message.Slice(_start, count).Clear();
            Length += count;
        }

        return _message.Slice(_start, count);
    }
}
