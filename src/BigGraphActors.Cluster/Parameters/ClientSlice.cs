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
    private readonly NativeBuffer<float> _change;
    private readonly NativeBuffer<float> _scratch;
    private readonly float[] _changed;
    private readonly List<UnkeptChange> _unkept = [];
    private long _life;
    private long _known;
    private bool _takesNews;
    private long _sequence;

    /// <summary>Before the first exchange.</summary>
    /// <param name="shape">Which slice.</param>
    /// <param name="view">The local values.</param>
    /// <param name="scratch">Room for the longest message; shared with other slices.</param>
    public ClientSlice(ParameterSlice shape, ParameterView view, NativeBuffer<float> scratch)
    {
        _shape = shape;
        _view = view;
        _scratch = scratch;
        _base = new NativeBuffer<float>(shape.Length);
        _change = new NativeBuffer<float>(shape.Length);
        _changed = new float[SliceBlocks.WordsOf(shape.Length)];
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

    private Span<float> Change => _change.AsSpan();

    /// <summary>The blocks of Change that mean anything.</summary>
    private SliceBlocks Changed => new(_changed, _shape.Length);

    private Span<float> Scratch => _scratch.AsSpan(0, _shape.Length);

    /// <summary>The next request.</summary>
    /// <param name="client">This client's name.</param>
    /// <param name="now">The caller's clock, in its ticks.</param>
    /// <param name="isWanted">Whether the slice has asked for initial values.</param>
    /// <param name="takesNews">Whether others' changes are to come with the answer.</param>
    /// <param name="data">What goes with it; empty for a pull. Valid until the next call.</param>
    public PushRequest Prepare(Guid client, long now, bool isWanted, bool takesNews, out ReadOnlySpan<float> data)
    {
        _takesNews = takesNews || !HasBase;
        if (!HasBase)
        {
            _view.Read(_shape, Base);
            ReadingAt = now;
            Changed.AddAll();
            data = isWanted ? Changed.Pack(Base, _scratch.AsSpan()) : [];
            return Request(client, isWanted ? PushOperation.Offer : PushOperation.Pull, 0, data.Length);
        }

        if (!IsPending)
        {
            ReadingAt = now;
            if (!TakeChange())
            {
                data = [];
                return Request(client, PushOperation.Pull, 0, 0);
            }

            _sequence++;
            IsPending = true;
        }

        data = Changed.Pack(Change, _scratch.AsSpan());
        return Request(client, PushOperation.Push, _sequence, data.Length);
    }

    /// <summary>Takes an answer with values.</summary>
    /// <param name="reply">Its status is <see cref="PushStatus.Done"/>.</param>
    /// <param name="message">The blocks that others changed, overwritten; empty when there are none.</param>
    /// <exception cref="PlaneException">When the message is none; nothing is taken.</exception>
    public void Take(PushReply reply, Span<float> message)
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
        // What lies in other blocks is of earlier exchanges.
        for (int block = 0; block < SliceBlocks.CountOf(_shape.Length); block++)
        {
            if (!IsPending || _sequence <= reply.Added || !Changed.Contains(block))
            {
                BlockOf(Change, block).Clear();
            }
        }

        Changed.AddAll();

        foreach (UnkeptChange unkept in _unkept.Where(unkept => unkept.Last > reply.Added))
        {
            SliceArithmetic.Add(unkept.Sum.AsSpan(), Change, _shape.IsCount);
        }

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
        _change.Dispose();
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

    private Span<float> BlockOf(Span<float> slice, int block) =>
        slice.Slice(block * SliceBlocks.BlockLength, Changed.LengthOf(block));

    private PushRequest Request(Guid client, PushOperation operation, long sequence, int length)
    {
        long known = _takesNews ? _known : PushRequest.NoNews;
        return new PushRequest(_view.Layout.Id, _shape.Index, operation, client, _life, sequence, length, known);
    }

    /// <returns>Whether there is any.</returns>
    private bool TakeChange()
    {
        Changed.Clear();
        if (!_shape.IsCount)
        {
            Repaired += _view.Collect(_shape, Base, Change, Changed);
            return !Changed.IsEmpty;
        }

        _view.Read(_shape, Scratch);
        SliceArithmetic.SubtractCounts(Scratch, Base, Change);
        Scratch.CopyTo(Base);
        Changed.AddAll();
        return !SliceArithmetic.IsZero(Change);
    }

    private void Note(long snapshot)
    {
        UnkeptChange? interval = _unkept.Find(unkept => unkept.Snapshot == snapshot);
        if (interval is null)
        {
            interval = new UnkeptChange(snapshot, new NativeBuffer<float>(_shape.Length));
            _unkept.Add(interval);
        }

        foreach (int block in Changed)
        {
            SliceArithmetic.Add(BlockOf(Change, block), BlockOf(interval.Sum.AsSpan(), block), _shape.IsCount);
        }

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
