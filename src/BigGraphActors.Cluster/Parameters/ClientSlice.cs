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
    private readonly List<UnkeptChange> _unkept = [];
    private long _life;
    private long _known;
    private long _sequence;

    /// <summary>Before the first exchange.</summary>
    /// <param name="shape">Which slice.</param>
    /// <param name="view">The local values.</param>
    /// <param name="scratch">At least the slice's length; shared with other slices.</param>
    public ClientSlice(ParameterSlice shape, ParameterView view, NativeBuffer<float> scratch)
    {
        _shape = shape;
        _view = view;
        _scratch = scratch;
        _base = new NativeBuffer<float>(shape.Length);
        _change = new NativeBuffer<float>(shape.Length);
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

    private Span<float> Scratch => _scratch.AsSpan(0, _shape.Length);

    /// <summary>The next request.</summary>
    /// <param name="client">This client's name.</param>
    /// <param name="now">The caller's clock, in its ticks.</param>
    /// <param name="isWanted">Whether the slice has asked for initial values.</param>
    /// <param name="data">What goes with it; empty for a pull. Valid until the next call.</param>
    public PushRequest Prepare(Guid client, long now, bool isWanted, out ReadOnlySpan<float> data)
    {
        if (!HasBase)
        {
            _view.Read(_shape, Base);
            ReadingAt = now;
            data = isWanted ? Base : [];
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

        data = Change;
        return Request(client, PushOperation.Push, _sequence, data.Length);
    }

    /// <summary>Takes an answer with values.</summary>
    /// <param name="reply">Its status is <see cref="PushStatus.Done"/>.</param>
    /// <param name="values">The slice's values, overwritten; empty when they are those that this client has.</param>
    public void Take(PushReply reply, Span<float> values)
    {
        if (IsPending)
        {
            Note(reply.Snapshot);
            IsPending = false;
        }

        _life = reply.Life;
        _known = reply.Version;
        Forget(reply.Kept);
        if (values.Length > 0)
        {
            Adopt(values);
        }

        HasBase = true;
        ReadAt = ReadingAt;
    }

    /// <summary>Takes the news that the slice began another life: what that lacks will go with the next push.</summary>
    /// <param name="reply">Says up to which push it has what this client sent.</param>
    public void MoveTo(PushReply reply)
    {
        if (!IsPending || _sequence <= reply.Added)
        {
            Change.Clear();
        }

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

    private void Adopt(Span<float> values)
    {
        if (_shape.IsCount)
        {
            values.CopyTo(Scratch);
            SliceArithmetic.SubtractCounts(values, Base, values);
            _view.Add(_shape, values);
            Scratch.CopyTo(Base);
        }
        else
        {
            _view.Adopt(_shape, values, Base);
        }
    }

    private PushRequest Request(Guid client, PushOperation operation, long sequence, int length) =>
        new(_view.Layout.Id, _shape.Index, operation, client, _life, sequence, length, _known);

    /// <returns>Whether there is any.</returns>
    private bool TakeChange()
    {
        if (!_shape.IsCount)
        {
            long repaired = 0;
            bool hasChanged = _view.Collect(_shape, Base, Change, ref repaired);
            Repaired += repaired;
            return hasChanged;
        }

        _view.Read(_shape, Scratch);
        SliceArithmetic.SubtractCounts(Scratch, Base, Change);
        Scratch.CopyTo(Base);
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

        SliceArithmetic.Add(Change, interval.Sum.AsSpan(), _shape.IsCount);
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
