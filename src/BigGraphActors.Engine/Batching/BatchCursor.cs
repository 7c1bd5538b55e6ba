namespace BigGraphActors.Engine.Batching;

/// <summary>Hands out one thread's edges batch by batch.</summary>
/// <remarks>
/// Static relations: edges are grouped by relation, and each batch takes the next edges of a group chosen with
/// probability proportional to what is left in it, so that every batch has a single relation. Dynamic relations:
/// consecutive edges. PBG: <c>batch_edges_mix_relation_types</c> and <c>batch_edges_group_by_relation_type</c>.
/// </remarks>
internal sealed class BatchCursor
{
    private readonly int _batchSize;
    private readonly Memory<int> _order;
    private readonly int[] _next;
    private readonly int[] _end;
    private readonly FenwickTree _left;
    private long _remaining;

    private BatchCursor(Memory<int> order, int[] starts, int batchSize)
    {
        _order = order;
        _batchSize = batchSize;
        _next = starts[..^1];
        _end = starts[1..];
        _left = new FenwickTree(_next.Length);
        for (int group = 0; group < _next.Length; group++)
        {
            _left.Add(group, _end[group] - _next[group]);
        }

        _remaining = order.Length;
    }

    /// <summary>Edges in the order given, whatever their relation.</summary>
    /// <param name="edges">Indices into the slice; not copied, and not to be changed while the cursor is in
    /// use.</param>
    /// <param name="batchSize">Edges of a batch at the most.</param>
    public static BatchCursor Consecutive(Memory<int> edges, int batchSize) =>
        new(edges, [0, edges.Length], batchSize);

    /// <summary>Edges grouped by relation; within a group the given order is kept.</summary>
    /// <param name="edges">Indices into the slice.</param>
    /// <param name="relations">Relation of every edge of the slice.</param>
    /// <param name="relationCount">Relation numbers are below it.</param>
    /// <param name="batchSize">Edges of a batch at the most.</param>
    public static BatchCursor ByRelation(
        ReadOnlySpan<int> edges, ReadOnlySpan<int> relations, int relationCount, int batchSize)
    {
        int[] starts = new int[relationCount + 1];
        foreach (int edge in edges)
        {
            starts[relations[edge] + 1]++;
        }

        for (int relation = 0; relation < relationCount; relation++)
        {
            starts[relation + 1] += starts[relation];
        }

        int[] order = new int[edges.Length];
        int[] next = starts[..^1];
        foreach (int edge in edges)
        {
            order[next[relations[edge]]++] = edge;
        }

        return new BatchCursor(order, starts, batchSize);
    }

    /// <summary>The next batch's edges, or an empty span at the end.</summary>
    /// <param name="pick">A uniform number in <c>[0, n)</c> for a given <c>n</c>; called once for each batch.</param>
    public ReadOnlySpan<int> Next(Func<long, long> pick) => NextMemory(pick).Span;

    /// <summary>The same as <see cref="Next"/>, to be kept.</summary>
    public ReadOnlyMemory<int> NextMemory(Func<long, long> pick)
    {
        if (_remaining == 0)
        {
            return default;
        }

        int group = _next.Length == 1 ? 0 : _left.Find(pick(_remaining));
        int start = _next[group];
        int count = Math.Min(_batchSize, _end[group] - start);
        _next[group] += count;
        _left.Add(group, -count);
        _remaining -= count;
        return _order.Slice(start, count);
    }
}
