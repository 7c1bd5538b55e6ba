using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>What a trainer remembers of one slice between exchanges.</summary>
/// <remarks>
/// <para>base = what the local values were when they were last read; change = local - base. At an exchange the change
/// is taken and base moves on; the answer S brings local += S - base, then base = S. Whatever HOGWILD threads add
/// between reading and answering stays in local, and is the next change.</para>
/// <para>Pushes that no snapshot is known to have are kept as sums, one for each snapshot interval of the slice: a new
/// life says up to which push it has them, and that is always the end of an interval. What it lacks is sent again under
/// a new number, so that every change is added exactly once.</para>
/// Used by one thread.
/// </remarks>
internal sealed class ClientSlice : IDisposable
{
    private readonly ParameterSlice _shape;
    private readonly ParameterView _view;
    private readonly NativeBuffer<float> _base;
    private readonly NativeBuffer<float> _message;
    private readonly NativeBuffer<float> _scratch;
    private readonly List<UnkeptChange> _unkept = [];
    private long _life;
    private long _known;
    private bool _takesNews;
    private long _sequence;
    private int _messageLength;

    /// <summary>Before the first exchange.</summary>
    /// <param name="shape">Place and length of the slice in the layout.</param>
    /// <param name="view">The local values.</param>
    /// <param name="scratch">Room for the longest slice; shared with other slices.</param>
    public ClientSlice(ParameterSlice shape, ParameterView view, NativeBuffer<float> scratch)
    {
        _shape = shape;
        _view = view;
        _scratch = scratch;
        _base = new NativeBuffer<float>(shape.Length);
        _message = new NativeBuffer<float>(SliceBlocks.MessageLength(shape.Length));
    }

    /// <summary>Whether local values were ever brought together with the slice's.</summary>
    public bool HasBase { get; private set; }

    /// <summary>Whether a push is under way whose answer has not come: it is sent again, as it was.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Elements that were no numbers and were set back, so far.</summary>
    public long Repaired { get; private set; }

    /// <summary>When the oldest change that was not yet handed on may have been made.</summary>
    public long ReadAt { get; private set; }

    /// <summary>When base was read for the exchange that is under way.</summary>
    public long ReadingAt { get; private set; }

    private Span<float> Base => _base.AsSpan();

    /// <summary>What was last sent, or is to be sent: the change, or the values that are offered.</summary>
    private Span<float> Message => _message.AsSpan(0, _messageLength);

    private Span<float> Scratch => _scratch.AsSpan(0, _shape.Length);

    /// <summary>The next request.</summary>
    /// <param name="client">This client's name.</param>
    /// <param name="now">The caller's clock, in its ticks.</param>
    /// <param name="isWanted">Whether the slice has asked for initial values.</param>
    /// <param name="kind">How much the exchange is to bring.</param>
    /// <param name="data">What goes with it; empty for a pull. Valid until the next call.</param>
    public PushRequest Prepare(Guid client, long now, bool isWanted, RoundKind kind, out ReadOnlySpan<float> data)
    {
        _takesNews = kind != RoundKind.Hurried || !HasBase;
        if (!HasBase)
        {
            _view.Read(_shape, Base);
            ReadingAt = now;
            data = isWanted ? WriteAll(Base) : [];
            return Request(client, isWanted ? PushOperation.Offer : PushOperation.Pull, 0, data.Length);
        }

        if (!IsPending)
        {
            ReadingAt = now;
            if (!TakeChange(kind))
            {
                data = [];
                return Request(client, PushOperation.Pull, 0, 0);
            }

            _sequence++;
            IsPending = true;
        }

        data = Message;
        return Request(client, PushOperation.Push, _sequence, data.Length);
    }

    /// <summary>Takes an answer with values.</summary>
    /// <param name="reply">Its status is <see cref="PushStatus.Done"/>.</param>
    /// <param name="message">The blocks that others changed, overwritten; empty when there are none.</param>
    /// <exception cref="PlaneException">When the message is none; nothing is taken.</exception>
    public void Receive(PushReply reply, Span<float> message)
    {
        if (message.Length > 0 && !SliceBlocks.IsMessage(message, _shape.Length))
        {
            throw new PlaneException($"slice {_shape.Index} answers with blocks that it does not have");
        }

        if (IsPending)
        {
            Note(reply.Snapshot);
            IsPending = false;
        }

        _life = reply.Life;
        _known = _takesNews ? reply.Version : _known;
        Forget(reply.Kept);
        if (message.Length > 0)
        {
            Adopt(message);
        }

        HasBase = true;
        ReadAt = ReadingAt;
    }

    /// <summary>Takes the news that the slice began another life: what that lacks will go with the next push.</summary>
    /// <param name="reply">Says up to which push it has what this client sent.</param>
    public void MoveTo(PushReply reply)
    {
        Span<float> lacked = Scratch;
        lacked.Clear();
        if (IsPending && _sequence > reply.Added)
        {
            AddMessageTo(lacked);
        }

        foreach (UnkeptChange unkept in _unkept.Where(unkept => unkept.Last > reply.Added))
        {
            SliceArithmetic.Add(unkept.Sum.AsSpan(), lacked, _shape.IsCount);
        }

        WriteAll(lacked);
        Forget(long.MaxValue);
        _life = reply.Life;
        _known = 0;
        _sequence = Math.Max(_sequence, reply.Added) + 1;
        IsPending = true;
    }

    /// <summary>Takes the news that the slice has lost everything: this client's values may become the new ones.
    /// </summary>
    public void Restart()
    {
        Forget(long.MaxValue);
        IsPending = false;
        HasBase = false;
        _life = 0;
        _known = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget(long.MaxValue);
        _base.Dispose();
        _message.Dispose();
    }

    private void Adopt(Span<float> message)
    {
        SliceBlocks blocks = new(message, _shape.Length);
        int at = SliceBlocks.WordsOf(_shape.Length);
        if (_shape.IsCount)
        {
            Span<float> values = message[at..];
            values.CopyTo(Scratch);
            SliceArithmetic.SubtractCounts(values, Base, values);
            _view.Add(_shape, values);
            Scratch.CopyTo(Base);
            return;
        }

        foreach (int block in blocks)
        {
            int count = blocks.LengthOf(block);
            _view.Adopt(
                _shape.Start + (block * SliceBlocks.BlockLength), message.Slice(at, count), BlockOf(Base, block));
            at += count;
        }
    }

    private static Span<float> BlockOf(Span<float> slice, int block)
    {
        int start = block * SliceBlocks.BlockLength;
        return slice.Slice(start, Math.Min(SliceBlocks.BlockLength, slice.Length - start));
    }

    private PushRequest Request(Guid client, PushOperation operation, long sequence, int length)
    {
        long known = _takesNews ? _known : PushRequest.NoNews;
        return new PushRequest(_view.Layout.Id, _shape.Index, operation, client, _life, sequence, length, known);
    }

    /// <returns>Whether there is any.</returns>
    private bool TakeChange(RoundKind kind)
    {
        if (!_shape.IsCount)
        {
            BlockWriter change = new(_message.AsSpan(), _shape.Length);
            Repaired += _view.Collect(_shape, Base, ref change, kind == RoundKind.Thorough);
            _messageLength = change.Length;
            return !change.IsEmpty;
        }

        _view.Read(_shape, Scratch);
        SliceArithmetic.SubtractCounts(Scratch, Base, Base);
        Span<float> counted = WriteAll(Base)[SliceBlocks.WordsOf(_shape.Length)..];
        Scratch.CopyTo(Base);
        return !SliceArithmetic.IsZero(counted);
    }

    /// <summary>Makes a message of all blocks.</summary>
    private Span<float> WriteAll(ReadOnlySpan<float> values)
    {
        SliceBlocks all = new(_message.AsSpan(), _shape.Length);
        all.AddAll();
        _messageLength = all.Pack(values, _message.AsSpan()).Length;
        return Message;
    }

    private void AddMessageTo(Span<float> sum)
    {
        Span<float> message = Message;
        int at = SliceBlocks.WordsOf(_shape.Length);
        foreach (int block in new SliceBlocks(message, _shape.Length))
        {
            Span<float> added = BlockOf(sum, block);
            SliceArithmetic.Add(message.Slice(at, added.Length), added, _shape.IsCount);
            at += added.Length;
        }
    }

    private void Note(long snapshot)
    {
        UnkeptChange? interval = _unkept.Find(unkept => unkept.Snapshot == snapshot);
        if (interval is null)
        {
            interval = new UnkeptChange(snapshot, new NativeBuffer<float>(_shape.Length));
            _unkept.Add(interval);
        }

        AddMessageTo(interval.Sum.AsSpan());
        interval.Last = _sequence;
    }

    private void Forget(long kept)
    {
        foreach (UnkeptChange unkept in _unkept.Where(unkept => unkept.Last <= kept))
        {
            unkept.Sum.Dispose();
        }

        _unkept.RemoveAll(unkept => unkept.Last <= kept);
    }

    private sealed class UnkeptChange(long snapshot, NativeBuffer<float> sum)
    {
        public long Snapshot { get; } = snapshot;

        public NativeBuffer<float> Sum { get; } = sum;

        public long Last { get; set; }
    }
}
