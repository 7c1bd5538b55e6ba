using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>One life of one slice, on the node of its shard.</summary>
/// <remarks>
/// Claims its life, takes up the newest snapshot of the one before, adds what clients push exactly once by their
/// sequence numbers, and writes snapshots. A push counts as kept when a snapshot that has it is on the disk and no
/// later life had begun by then: what a later life loads is at least what was ever said to be kept. Any thread.
/// </remarks>
internal sealed class ServerSlice : IDisposable
{
    private readonly object _gate = new();
    private readonly object _saving = new();
    private readonly ParameterSlice _shape;
    private readonly SliceStore _store;
    private readonly NativeBuffer<float> _values;
    private readonly Dictionary<Guid, LastPush> _added = [];
    private IReadOnlyDictionary<Guid, long> _kept = new Dictionary<Guid, long>();
    private SliceSnapshot? _unsaved;
    private long _snapshots;
    private readonly long[] _changedAt;
    private readonly float[] _news;
    private long _version = 1;
    private bool _hasValues;
    private bool _hasFile;
    private bool _isChanged;
    private bool _isOver;

    /// <summary>Begins a life.</summary>
    /// <param name="shape">Place and length of the slice in the layout.</param>
    /// <param name="store">Where its files are.</param>
    /// <exception cref="IOException">When the store's folder cannot be used.</exception>
    public ServerSlice(ParameterSlice shape, SliceStore store)
    {
        _shape = shape;
        _store = store;
        Life = store.Claim(shape.Index);
        using SliceSnapshot? last = store.Load(shape.Index, Life, shape.Length);
        _values = new NativeBuffer<float>(shape.Length);
        _changedAt = new long[SliceBlocks.CountOf(shape.Length)];
        _news = new float[SliceBlocks.WordsOf(shape.Length)];
        Array.Fill(_changedAt, _version);
        if (last is null)
        {
            return;
        }

        try
        {
            last.Values.AsSpan().CopyTo(_values.AsSpan());
            _added = last.Added.ToDictionary(pair => pair.Key, pair => new LastPush(pair.Value, 0));
            _hasValues = true;

            // From here on what an earlier life may still write is never loaded: its clients send that again.
            store.Save(shape.Index, Life, last);
            _snapshots = 1;
            Confirm(last);
        }
        catch
        {
            _values.Dispose();
            throw;
        }
    }

    /// <summary>Number of this life; each is higher than the one before.</summary>
    public long Life { get; }

    /// <summary>Whether pushes are added here: not after the end, nor once a later life was seen.</summary>
    public bool IsServing
    {
        get
        {
            lock (_gate)
            {
                return !_isOver;
            }
        }
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">Of this slice and layout.</param>
    /// <param name="data">The message that came with it, when one did, with room for the longest; replaced by the
    /// answer's.</param>
    public PushReply Answer(PushRequest request, Span<float> data)
    {
        if (request.Operation == PushOperation.Offer)
        {
            Begin(data[SliceBlocks.WordsOf(_shape.Length)..]);
        }

        lock (_gate)
        {
            if (_isOver || !_hasValues)
            {
                return Reply(_isOver ? PushStatus.NotHere : PushStatus.Empty, request.Client);
            }

            if (request.Life != Life && (request.Life != 0 || request.Operation == PushOperation.Push))
            {
                return Reply(PushStatus.OtherLife, request.Client);
            }

            SliceBlocks news = ChangedSince(request.Life == Life ? request.Known : 0);
            if (request.Operation == PushOperation.Push
                && request.Sequence > _added.GetValueOrDefault(request.Client).Sequence)
            {
                Add(data);
                _added[request.Client] = new LastPush(request.Sequence, _snapshots);
                _isChanged = true;
            }

            return Reply(PushStatus.Done, request.Client) with
            {
                Length = news.IsEmpty ? 0 : news.Pack(_values.AsSpan(), data).Length,
            };
        }
    }

    /// <summary>Writes a snapshot when anything has changed, and looks for a later life.</summary>
    /// <returns>Whether this life goes on: false when a later one has begun.</returns>
    /// <exception cref="IOException">When the disk is full or gone; the next call tries the same snapshot again.
    /// </exception>
    public bool Save()
    {
        lock (_saving)
        {
            lock (_gate)
            {
                if (_isOver || !_hasValues)
                {
                    return !_isOver;
                }

                if (!_isChanged && _unsaved is null && _hasFile)
                {
                    // A server that only reads here must notice a later life too.
                    _isOver = _store.IsOver(_shape.Index, Life);
                    return !_isOver;
                }

                if (_unsaved is null)
                {
                    _unsaved = Copy();
                    _snapshots++;
                    _isChanged = false;
                }
            }

            _store.Save(_shape.Index, Life, _unsaved);
            return Confirm(_unsaved);
        }
    }

    /// <summary>Ends this life on this node: no push is added any more, and all that were are in the file.</summary>
    /// <exception cref="IOException">When the disk is full or gone: clients then send again what is not in it.
    /// </exception>
    public void Close()
    {
        lock (_saving)
        {
            SliceSnapshot? last;
            lock (_gate)
            {
                last = !_isOver && _hasValues && (_isChanged || _unsaved is not null || !_hasFile) ? Copy() : null;
                _isOver = true;
            }

            using (last)
            {
                if (last is not null)
                {
                    _store.Save(_shape.Index, Life, last);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_saving)
        {
            lock (_gate)
            {
                _isOver = true;
                _hasValues = false;
                _unsaved?.Dispose();
                _unsaved = null;
                _values.Dispose();
            }
        }
    }

    /// <summary>Takes the first client's values; nobody sees them before they are on the disk.</summary>
    /// <remarks>
    /// Otherwise a client could build on values that die with this node, and offer them with its own change in them
    /// while another sends that change again.
    /// </remarks>
    private void Begin(ReadOnlySpan<float> offered)
    {
        lock (_saving)
        {
            if (_hasValues || _isOver)
            {
                return;
            }

            offered.CopyTo(_values.AsSpan());
            using SliceSnapshot first = Copy();
            _store.Save(_shape.Index, Life, first);
            lock (_gate)
            {
                _snapshots++;
                _hasValues = true;
            }

            Confirm(first);
        }
    }

    /// <summary>Counts a snapshot that is on the disk, unless a later life may have loaded the one before.</summary>
    private bool Confirm(SliceSnapshot snapshot)
    {
        bool isOver = _store.IsOver(_shape.Index, Life);
        lock (_gate)
        {
            _isOver |= isOver;
            if (_isOver)
            {
                return false;
            }

            _kept = snapshot.Added;
            if (ReferenceEquals(_unsaved, snapshot))
            {
                _unsaved.Dispose();
                _unsaved = null;
            }
        }

        if (!_hasFile)
        {
            _hasFile = true;
            _store.ForgetBefore(_shape.Index, Life);
        }

        return true;
    }

    /// <summary>The blocks that were changed after a version; of counts all when any was.</summary>
    private SliceBlocks ChangedSince(long version)
    {
        SliceBlocks blocks = new(_news, _shape.Length);
        blocks.Clear();
        for (int block = 0; block < _changedAt.Length; block++)
        {
            if (_changedAt[block] > version)
            {
                blocks.Add(block);
            }
        }

        if (_shape.IsCount && !blocks.IsEmpty)
        {
            blocks.AddAll();
        }

        return blocks;
    }

    private void Add(Span<float> message)
    {
        _version++;
        SliceBlocks blocks = new(message, _shape.Length);
        int at = SliceBlocks.WordsOf(_shape.Length);
        foreach (int block in blocks)
        {
            int count = blocks.LengthOf(block);
            Span<float> values = _values.AsSpan(block * SliceBlocks.BlockLength, count);
            SliceArithmetic.Add(message.Slice(at, count), values, _shape.IsCount);
            _changedAt[block] = _version;
            at += count;
        }
    }

    private SliceSnapshot Copy()
    {
        SliceSnapshot copy = new(
            new NativeBuffer<float>(_values.Length),
            _added.ToDictionary(pair => pair.Key, pair => pair.Value.Sequence));
        _values.AsSpan().CopyTo(copy.Values.AsSpan());
        return copy;
    }

    private PushReply Reply(PushStatus status, Guid client)
    {
        LastPush last = _added.GetValueOrDefault(client);
        return new PushReply(status, Life, last.Snapshot, last.Sequence, _kept.GetValueOrDefault(client), _version, 0);
    }

    /// <summary>The newest push of a client; one that comes again is answered as it was the first time.</summary>
    /// <param name="Sequence">Number of the push.</param>
    /// <param name="Snapshot">Snapshots begun before it was added.</param>
    private readonly record struct LastPush(long Sequence, long Snapshot);
}
