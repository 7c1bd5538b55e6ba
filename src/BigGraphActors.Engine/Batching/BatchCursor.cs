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

/// <summary>Hands a bucket's edges to its threads: to each its own share, then what others have left.</summary>
/// <remarks>
/// Shares are equal, threads are not: one has its core to itself, another shares it with the compiler or with a
/// neighbour of the virtual machine. A thread that is done helps the one that has most left, a batch at a time.
/// Thread-safe. Differs: a thread that has trained its share helps the others. PBG's workers wait.
/// </remarks>
internal sealed class BatchShares
{
    private readonly Share[] _shares;

    /// <summary>Cuts edges into one share for each thread.</summary>
    /// <param name="indices">The edges to train, in order; not to be changed meanwhile.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="cursorOf">Makes batches of a share.</param>
    public BatchShares(Memory<int> indices, int threads, Func<Memory<int>, BatchCursor> cursorOf)
    {
        int size = (indices.Length + threads - 1) / threads;
        ShareLength = size;
        _shares = [.. Enumerable.Range(0, threads).Select(thread =>
        {
            int start = (int)Math.Min((long)thread * size, indices.Length);
            Memory<int> own = indices.Slice(start, Math.Min(size, indices.Length - start));
            return new Share(() => cursorOf(own), own.Length);
        })];
    }

    /// <summary>Edges of the first thread's share; the last ones' may have fewer.</summary>
    public int ShareLength { get; }

    /// <summary>The next batch of a thread's own share, or else of the fullest; empty when nothing is left.</summary>
    /// <param name="thread">Number of the thread that asks, from 0.</param>
    /// <param name="pick">Chooses the relation group.</param>
    public ReadOnlyMemory<int> Next(int thread, Func<long, long> pick)
    {
        ReadOnlyMemory<int> batch = _shares[thread].Next(pick);
        while (batch.IsEmpty && _shares.MaxBy(share => share.Left) is { Left: > 0 } fullest)
        {
            batch = fullest.Next(pick);
        }

        return batch;
    }

    /// <summary>One thread's edges. The first thread that needs the cursor makes it, which sorts them.</summary>
    private sealed class Share(Func<BatchCursor> makeCursor, long edges)
    {
        private readonly Lock _gate = new();
        private BatchCursor? _cursor;
        private long _left = edges;

        public long Left => Volatile.Read(ref _left);

        public ReadOnlyMemory<int> Next(Func<long, long> pick)
        {
            lock (_gate)
            {
                _cursor ??= makeCursor();
                ReadOnlyMemory<int> batch = _cursor.NextMemory(pick);
                Volatile.Write(ref _left, _left - batch.Length);
                return batch;
            }
        }
    }
}

/// <summary>Counts that can be changed and searched by their running sum in logarithmic time.</summary>
/// <remarks>Fenwick, "A new data structure for cumulative frequency tables", 1994.</remarks>
internal sealed class FenwickTree(int length)
{
    private readonly long[] _sums = new long[length + 1];

    /// <summary>Adds to one count.</summary>
    public void Add(int index, long amount)
    {
        for (int node = index + 1; node < _sums.Length; node += node & -node)
        {
            _sums[node] += amount;
        }
    }

    /// <summary>The index whose counts cover position <paramref name="target"/> of the running sum.</summary>
    /// <param name="target">From 0 to the sum of all counts less one.</param>
    public int Find(long target)
    {
        int position = 0;
        for (int step = HighestPowerOfTwo(_sums.Length - 1); step > 0; step >>= 1)
        {
            int node = position + step;
            if (node < _sums.Length && _sums[node] <= target)
            {
                target -= _sums[node];
                position = node;
            }
        }

        return position;
    }

    private static int HighestPowerOfTwo(int value) =>
        value == 0 ? 0 : 1 << System.Numerics.BitOperations.Log2((uint)value);
}
