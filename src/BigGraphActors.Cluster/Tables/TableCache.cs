using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Tables;

/// <summary>The tables that a node keeps in native memory for its own trainer and for other nodes.</summary>
/// <remarks>
/// A table put here belongs to the cache; taken, it belongs to the taker, and no byte is copied. What is being sent to
/// another node is neither given away nor freed until that ends. Beyond the budget the table that was touched longest
/// ago goes first: every table here is also in a file. Any thread.
/// </remarks>
internal sealed class TableCache : IDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<(PartitionId Partition, Generation Generation), Entry> _entries = [];
    private readonly long _budgetBytes;
    private readonly Action<EmbeddingTable> _free;
    private long _clock;
    private bool _isClosed;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="budgetBytes">Native memory it may hold; 0 keeps nothing. Exceeded only by tables that are being
    /// sent when a further one is put.</param>
    /// <param name="free">Is given what leaves the cache and nobody took; or none, then it is disposed.</param>
    public TableCache(long budgetBytes, Action<EmbeddingTable>? free = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budgetBytes);
        _free = free ?? (table => table.Dispose());
        _budgetBytes = budgetBytes;
    }

    /// <summary>Bytes of native memory that the cache holds now.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>The tables that the cache holds now.</summary>
    public IReadOnlyList<(PartitionId Partition, Generation Generation)> Held
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Where(pair => !pair.Value.IsLeaving).Select(pair => pair.Key)];
            }
        }
    }

    /// <summary>Gives a table to the cache, which may dispose it at once when it does not fit.</summary>
    /// <param name="partition">The partition that the table belongs to.</param>
    /// <param name="generation">Which of its generations.</param>
    /// <param name="table">The caller no longer owns it, whatever happens.</param>
    public void Put(PartitionId partition, Generation generation, EmbeddingTable table)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                table.Dispose();
                return;
            }

            Drop(partition, generation);
            Entry entry = new(table, ++_clock);
            _entries.Add((partition, generation), entry);
            HeldBytes += entry.ByteLength;
            MakeRoom();
        }
    }

    /// <summary>Takes a table out: it is the caller's.</summary>
    /// <param name="partition">The partition whose table is taken.</param>
    /// <param name="generation">Which of its generations.</param>
    /// <param name="patience">How long to wait for transfers that read it; no new one begins meanwhile.</param>
    /// <returns>The table, or none when it is not here or is still being read: then there is a file.</returns>
    public EmbeddingTable? TryTake(PartitionId partition, Generation generation, TimeSpan patience)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue((partition, generation), out Entry? entry) || entry.IsLeaving)
            {
                return null;
            }

            entry.IsLeaving = true;
            long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            while (entry.Readers > 0)
            {
                long left = until - Environment.TickCount64;
                if (left <= 0)
                {
                    entry.IsLeaving = false;
                    return null;
                }

                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }

            _entries.Remove((partition, generation));
            HeldBytes -= entry.ByteLength;
            return entry.Table;
        }
    }

    /// <summary>Begins to read a table that stays here.</summary>
    /// <returns>The table until disposed, or none when it is not here or about to leave.</returns>
    public TableReading? TryRead(PartitionId partition, Generation generation)
    {
        lock (_gate)
        {
            if (_isClosed || !_entries.TryGetValue((partition, generation), out Entry? entry) || entry.IsLeaving)
            {
                return null;
            }

            entry.Readers++;
            entry.TouchedAt = ++_clock;
            return new TableReading(entry.Table, () => EndReading(entry));
        }
    }

    /// <summary>Lets the older generations of a partition go, once a newer one counts.</summary>
    public void ForgetOlder(PartitionId partition, Generation than)
    {
        lock (_gate)
        {
            foreach ((PartitionId part, Generation generation) in _entries.Keys.ToList())
            {
                if (part == partition && generation < than)
                {
                    Drop(part, generation);
                }
            }
        }
    }

    /// <summary>Frees everything; a table that is being read when its reader ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach ((PartitionId part, Generation generation) in _entries.Keys.ToList())
            {
                Drop(part, generation);
            }
        }
    }

    private void Drop(PartitionId partition, Generation generation)
    {
        // One that a taker waits for leaves with the taker.
        if (_entries.TryGetValue((partition, generation), out Entry? entry) && !entry.IsLeaving)
        {
            _entries.Remove((partition, generation));
            entry.IsDoomed = true;
            FreeWhenUnread(entry);
        }
    }

    private void MakeRoom()
    {
        while (HeldBytes > _budgetBytes)
        {
            var idle = _entries.Where(pair => pair.Value is { Readers: 0, IsLeaving: false }).ToList();
            if (idle.Count == 0)
            {
                return;
            }

            (PartitionId partition, Generation generation) = idle.MinBy(pair => pair.Value.TouchedAt).Key;
            Drop(partition, generation);
        }
    }

    private void EndReading(Entry entry)
    {
        lock (_gate)
        {
            entry.Readers--;
            FreeWhenUnread(entry);
            MakeRoom();
            Monitor.PulseAll(_gate);
        }
    }

    private void FreeWhenUnread(Entry entry)
    {
        if (entry is { IsDoomed: true, Readers: 0 })
        {
            HeldBytes -= entry.ByteLength;
            _free(entry.Table);
        }
    }

    private sealed class Entry(EmbeddingTable table, long touchedAt)
    {
        public EmbeddingTable Table { get; } = table;

        public long ByteLength { get; } = new TableBytes(table).Length;

        public long TouchedAt { get; set; } = touchedAt;

        public int Readers { get; set; }

        public bool IsLeaving { get; set; }

        public bool IsDoomed { get; set; }
    }
}

/// <summary>The time during which a cached table may be read: it is neither taken nor freed before the end.</summary>
/// <param name="table">Stays the cache's.</param>
/// <param name="end">Called once.</param>
internal sealed class TableReading(EmbeddingTable table, Action end) : IDisposable
{
    private Action? _end = end;

    /// <summary>The table; not to be touched after <see cref="Dispose"/>.</summary>
    public EmbeddingTable Table { get; } = table;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
