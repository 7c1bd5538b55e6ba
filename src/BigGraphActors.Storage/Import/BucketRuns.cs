using System.Numerics;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Hands out the edges of buckets in the order of the input, while other threads prepare what comes next.
/// </summary>
/// <param name="buckets">The edges; they are freed on the way.</param>
/// <param name="memory">What may be used.</param>
/// <param name="store">Where a stream is laid aside that is too long to be put in order at once.</param>
internal sealed class BucketRuns(EdgeBuckets buckets, ImportMemory memory, SpillStore store) : IDisposable
{
    // Below this a thread costs more than it saves.
    private const long FewBytes = 256 * 1024;

    private const int MostPieceBits = 8;

    private readonly Queue<Task<BucketRun>> _ahead = new();
    private readonly Stack<BucketRun> _free = new();
    private readonly long _mostBytes = Math.Max(
        FewBytes, memory.WorkBytes / (memory.Threads + 2) / BucketRun.BytesPerRecordByte);

    private int _nextAhead;

    /// <summary>The edges of a bucket, each run valid until the next is asked for.</summary>
    /// <param name="file">Number of the list, from 0.</param>
    /// <param name="bucket">Index in the grid; buckets must be asked for in order, and be read to the end.</param>
    /// <param name="stop">Stops between two runs.</param>
    public IEnumerable<BucketRun> Of(int file, int bucket, CancellationToken stop)
    {
        Stretches stretches = buckets.Files[file];
        for (int stretch = 0; stretch < stretches.Count; stretch++)
        {
            int stream = stretches.StreamOf(bucket, stretch);
            foreach (BucketRun run in RunsOf(buckets.Rows, stream, stretches.ExtentOf(stretch)))
            {
                stop.ThrowIfCancellationRequested();
                yield return run;
                GiveBack(run);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Task<BucketRun> task in _ahead)
        {
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
            if (task.IsCompletedSuccessfully)
            {
                task.Result.Dispose();
            }
        }

        foreach (BucketRun run in _free)
        {
            run.Dispose();
        }
    }

    private IEnumerable<BucketRun> RunsOf(SpillSet set, int stream, Stretch stretch)
    {
        long bytes = set.BytesOf(stream);
        if (bytes == 0)
        {
            yield break;
        }

        if (bytes > _mostBytes)
        {
            foreach (BucketRun run in RunsOfPieces(set, stream, stretch))
            {
                yield return run;
            }
        }
        else if (set == buckets.Rows && IsPreparedAhead(stream))
        {
            PrepareAhead();
            BucketRun run = _ahead.Dequeue().GetAwaiter().GetResult();
            PrepareAhead();
            yield return run;
        }
        else
        {
            yield return Prepare(set, stream, stretch);
        }
    }

    // A stretch of which nearly all edges lie in one bucket, as with types that are not partitioned.
    private IEnumerable<BucketRun> RunsOfPieces(SpillSet set, int stream, Stretch stretch)
    {
        int bits = BitOperations.Log2((ulong)(set.BytesOf(stream) / _mostBytes)) + 1;
        bits = Math.Min(Math.Min(bits, MostPieceBits), stretch.Shift);
        int shift = stretch.Shift - bits;
        using SpillSet pieces = new(store, $"pieces-{stretch.First}-{shift}", 1 << bits, set.PageBytes);
        Scatter(set, stream, pieces, stretch.First, shift);
        set.Drop(stream);
        for (int piece = 0; piece < pieces.Streams; piece++)
        {
            foreach (BucketRun run in RunsOf(pieces, piece, new(stretch.First + ((long)piece << shift), shift)))
            {
                yield return run;
            }
        }
    }

    private unsafe void Scatter(SpillSet set, int stream, SpillSet pieces, long first, int shift)
    {
        byte[] buffer = [];
        using SpillWriter writer = pieces.CreateWriter();
        SpillReader reader = new(set, stream, ref buffer);
        while (reader.MoveNext())
        {
            for (ReadOnlySpan<byte> rest = reader.Current; !rest.IsEmpty; rest = rest[buckets.Form.RowBytes..])
            {
                long place = EdgeForm.SequenceOf(BitConverter.ToUInt64(rest));
                byte* record = writer.Take((int)((place - first) >> shift), buckets.Form.RowBytes);
                rest[..buckets.Form.RowBytes].CopyTo(new Span<byte>(record, buckets.Form.RowBytes));
            }
        }

        writer.HandOver();
    }

    private bool IsPreparedAhead(int stream) =>
        memory.Threads > 1 && buckets.Rows.BytesOf(stream) is var bytes && bytes > FewBytes && bytes <= _mostBytes;

    private void PrepareAhead()
    {
        for (; _nextAhead < buckets.Rows.Streams && _ahead.Count < memory.Threads; _nextAhead++)
        {
            if (IsPreparedAhead(_nextAhead))
            {
                int stream = _nextAhead;
                _ahead.Enqueue(Task.Run(() => Prepare(buckets.Rows, stream, buckets.StretchOf(stream))));
            }
        }
    }

    private BucketRun Prepare(SpillSet set, int stream, Stretch stretch)
    {
        BucketRun? run;
        lock (_free)
        {
            _ = _free.TryPop(out run);
        }

        run ??= new BucketRun(buckets.Form);
        run.Load(set, stream, stretch);
        set.Drop(stream);
        return run;
    }

    private void GiveBack(BucketRun run)
    {
        lock (_free)
        {
            _free.Push(run);
        }
    }
}

/// <summary>Edges of one bucket in the order of the input; used again and again.</summary>
internal sealed unsafe class BucketRun(EdgeForm form) : IDisposable
{
    /// <summary>Bytes that a run takes for each byte of its stream, at most.</summary>
    public const int BytesPerRecordByte = 4;

    private const int DigitBits = 11;
    private const int FewRecords = 1 << DigitBits;

    private NativeBuffer<byte> _records = new(0);
    private NativeBuffer<uint> _keys = new(0);
    private NativeBuffer<int> _order = new(0);
    private NativeBuffer<int> _columns = new(0);

    /// <summary>Edges in the run.</summary>
    public int Count { get; private set; }

    /// <summary>Left-hand rows, or bags.</summary>
    public ReadOnlySpan<int> Lhs => Column(0);

    /// <summary>Relation numbers.</summary>
    public ReadOnlySpan<int> Relation => Column(1);

    /// <summary>Right-hand rows, or bags.</summary>
    public ReadOnlySpan<int> Rhs => Column(2);

    /// <summary>Weights; empty where the list has none.</summary>
    public ReadOnlySpan<float> Weight => form.IsWeighted
        ? System.Runtime.InteropServices.MemoryMarshal.Cast<int, float>(Column(3))
        : [];

    /// <summary>Reads a stream and puts it in order.</summary>
    /// <param name="set">Edges of rows, as <see cref="EdgeBuckets"/> has them.</param>
    /// <param name="stream">The one to read, of any length that memory holds.</param>
    /// <param name="stretch">The places that its edges have.</param>
    public void Load(SpillSet set, int stream, Stretch stretch)
    {
        long bytes = set.BytesOf(stream);
        Count = checked((int)(bytes / form.RowBytes));
        if (_records.Length < bytes)
        {
            Dispose();
            long room = bytes + (bytes / 4);
            long count = (room / form.RowBytes) + 1;
            _records = new NativeBuffer<byte>(room, isCleared: false);
            _keys = new NativeBuffer<uint>(2 * count, isCleared: false);
            _order = new NativeBuffer<int>(2 * count, isCleared: false);
            _columns = new NativeBuffer<int>((form.IsWeighted ? 4 : 3) * count, isCleared: false);
        }

        Read(set, stream);
        Sort(stretch);
        Gather();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _records.Dispose();
        _keys.Dispose();
        _order.Dispose();
        _columns.Dispose();
    }

    private ReadOnlySpan<int> Column(int column) => _columns.AsSpan((long)column * Count, Count);

    private void Read(SpillSet set, int stream)
    {
        byte[] buffer = [];
        SpillReader reader = new(set, stream, ref buffer);
        long at = 0;
        while (reader.MoveNext())
        {
            reader.Current.CopyTo(_records.AsSpan(at, reader.Current.Length));
            at += reader.Current.Length;
        }
    }

    private void Sort(Stretch stretch)
    {
        Span<uint> keys = _keys.AsSpan(0, Count);
        Span<int> order = _order.AsSpan(0, Count);
        byte* records = (byte*)_records.Address;
        for (int i = 0; i < Count; i++)
        {
            keys[i] = (uint)(EdgeForm.SequenceOf(*(ulong*)(records + ((long)i * form.RowBytes))) - stretch.First);
            order[i] = i;
        }

        if (Count <= FewRecords)
        {
            keys.Sort(order);
            return;
        }

        // The lowest digit first; each pass keeps the order of the one before.
        bool isInFirst = true;
        for (int shift = 0; shift < stretch.Shift; shift += DigitBits)
        {
            int from = isInFirst ? 0 : Count;
            Pass(
                _keys.AsSpan(from, Count),
                _order.AsSpan(from, Count),
                _keys.AsSpan(Count - from, Count),
                _order.AsSpan(Count - from, Count),
                shift);
            isInFirst = !isInFirst;
        }

        if (!isInFirst)
        {
            _order.AsSpan(Count, Count).CopyTo(order);
        }
    }

    private static void Pass(
        ReadOnlySpan<uint> keys, ReadOnlySpan<int> order, Span<uint> sortedKeys, Span<int> sortedOrder, int shift)
    {
        const uint Mask = (1 << DigitBits) - 1;
        Span<int> next = stackalloc int[1 << DigitBits];
        next.Clear();
        foreach (uint key in keys)
        {
            next[(int)((key >> shift) & Mask)]++;
        }

        int sum = 0;
        foreach (ref int count in next)
        {
            (count, sum) = (sum, sum + count);
        }

        for (int i = 0; i < keys.Length; i++)
        {
            int place = next[(int)((keys[i] >> shift) & Mask)]++;
            sortedKeys[place] = keys[i];
            sortedOrder[place] = order[i];
        }
    }

    private void Gather()
    {
        byte* records = (byte*)_records.Address;
        int* order = (int*)_order.Address;
        int* lhs = (int*)_columns.Address;
        int* relation = lhs + Count;
        int* rhs = relation + Count;
        float* weight = (float*)(rhs + Count);
        for (int i = 0; i < Count; i++)
        {
            byte* record = records + ((long)order[i] * form.RowBytes);
            lhs[i] = *(int*)(record + 8);
            relation[i] = EdgeForm.RelationOf(*(ulong*)record);
            rhs[i] = *(int*)(record + 12);
            if (form.IsWeighted)
            {
                weight[i] = *(float*)(record + 16);
            }
        }
    }
}
