namespace BigGraphActors.Engine.Batching;

/// <summary>Hands a bucket's edges to its threads: to each its own share, then what others have left.</summary>
/// <remarks>
/// Shares are equal, threads are not: one has its core to itself, another shares it with the compiler or with a
/// neighbour of the virtual machine. A thread that is done helps the one that has most left, a batch at a time.
/// Thread-safe. Differs: a PBG worker that has trained its share waits for the others.
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
        ReadOnlyMemory<int> batch = _shares[thread].Take(pick);
        while (batch.IsEmpty && _shares.MaxBy(share => share.Left) is { Left: > 0 } fullest)
        {
            batch = fullest.Take(pick);
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

        public ReadOnlyMemory<int> Take(Func<long, long> pick)
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
