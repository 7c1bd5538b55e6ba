using System.Diagnostics;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Keeps a trainer's shared parameters near those of the others, on a thread of its own.</summary>
/// <remarks>
/// All slices in turn, for ever: hand on what changed here, take over what changed elsewhere, under a bound of bytes a
/// second. HOGWILD threads go on meanwhile; nothing they write is lost. PBG: <c>ParameterSharer</c>, a process beside
/// the trainer. Differs: what is learnt during an exchange is kept. PBG overwrites it.
/// </remarks>
internal sealed class ParameterLoop : IDisposable
{
    /// <summary>Of so many rounds that take over others' changes one looks at every row.</summary>
    private const int WholesToLookAtAll = 8;

    private readonly object _gate = new();
    private readonly ParameterLoopSettings _settings;
    private readonly ParameterView _view;
    private readonly ParameterLink _link;
    private readonly Action<ParameterReport> _onReport;
    private readonly Guid _client = Guid.NewGuid();
    private readonly ClientSlice[] _slices;
    private readonly NativeBuffer<float> _scratch;
    private readonly NativeBuffer<float> _values;
    private readonly CancellationTokenSource _stop = new();
    private readonly AutoResetEvent _hurry = new(false);
    private readonly Thread _thread;
    private readonly ExchangeMeter _meter = new();
    private long _wanted;
    private long _done;
    private TimeSpan _busy;
    private TimeSpan _least;
    private long _wholeAt;
    private long _wholes;
    private bool _allWanted;
    private bool _isMet;
    private string _trouble = "";

    /// <summary>Begins at once.</summary>
    /// <param name="view">The local values; must outlive the loop.</param>
    /// <param name="settings">Bandwidth and times.</param>
    /// <param name="plane">Settings of the data plane.</param>
    /// <param name="locate">Asks a slice's shard where it is; called from the loop's thread, which may wait.</param>
    /// <param name="onReport">Told at intervals, from the loop's thread.</param>
    /// <param name="own">The shards of this node, if it has any.</param>
    public ParameterLoop(
        ParameterView view,
        ParameterLoopSettings settings,
        DataPlaneSettings plane,
        Func<int, SliceAddress?> locate,
        Action<ParameterReport> onReport,
        OwnShards? own = null)
    {
        _settings = settings;
        _view = view;
        _onReport = onReport;
        _link = new ParameterLink(plane, locate, own);
        int longest = view.Layout.Slices
            .Select(slice => SliceBlocks.MessageLength(slice.Length)).DefaultIfEmpty(0).Max();
        _scratch = new NativeBuffer<float>(longest);
        _values = new NativeBuffer<float>(longest);
        _slices = [.. view.Layout.Slices.Select(slice => new ClientSlice(slice, view, _scratch))];
        _thread = new Thread(Run) { IsBackground = true, Name = "shared parameters" };
        _thread.Start();
    }

    /// <summary>Why the last round did not reach every slice; empty when it did.</summary>
    public string Trouble => Volatile.Read(ref _trouble);

    /// <summary>Waits, once, until every slice's values were taken over: before the first bucket.</summary>
    /// <exception cref="TimeoutException">When a slice is not to be found; the message says why.</exception>
    public void Pull(SharedModel model, BucketLease lease)
    {
        lock (_gate)
        {
            if (!WaitUntil(() => _isMet, _settings.PullPatience))
            {
                throw new TimeoutException(
                    $"not every shard of the shared parameters answered within {_settings.PullPatience}: {Trouble}");
            }
        }
    }

    /// <summary>Asks that everything learnt before this call be handed on soon; returns at once.</summary>
    /// <returns>What <see cref="Settle"/> takes.</returns>
    public long Hurry()
    {
        lock (_gate)
        {
            _wanted++;
            _hurry.Set();
            return _wanted;
        }
    }

    /// <summary>Waits until everything learnt before a call of <see cref="Hurry"/> has been handed on.</summary>
    /// <remarks>When that takes longer than the settings allow, the loop goes on with it behind this call.</remarks>
    /// <param name="hurry">What <see cref="Hurry"/> gave.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Whether it was, in time.</returns>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it before that.</exception>
    public bool Settle(long hurry, CancellationToken stop)
    {
        using CancellationTokenRegistration waking = stop.Register(Pulse);
        lock (_gate)
        {
            bool isDone = WaitUntil(() => _done >= hurry || stop.IsCancellationRequested, _settings.PushPatience);
            if (_done < hurry)
            {
                stop.ThrowIfCancellationRequested();
            }

            return isDone;
        }
    }

    /// <summary>Waits until everything that was learnt before this call has been handed on, and what others had handed
    /// on has come.</summary>
    /// <returns>Whether it was, in time.</returns>
    public bool Flush(TimeSpan patience)
    {
        lock (_gate)
        {
            _allWanted = true;
            long mine = Hurry();
            return WaitUntil(() => _done >= mine, patience);
        }
    }

    /// <summary>Ends the thread. Changes that were not pushed are lost, so flush first.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _hurry.Set();
        _link.Abort();
        _thread.Join();
        _link.Dispose();
        foreach (ClientSlice slice in _slices)
        {
            slice.Dispose();
        }

        _scratch.Dispose();
        _values.Dispose();
        _stop.Dispose();
        _hurry.Dispose();
    }

    private void Pulse()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private bool WaitUntil(Func<bool> isTrue, TimeSpan patience)
    {
        long started = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            TimeSpan left = patience - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || _stop.IsCancellationRequested)
            {
                return false;
            }

            Monitor.Wait(_gate, left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
        }

        return true;
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            // Who waits for the loop waits for what was learnt here; what others learnt comes at its own pace.
            long started = Stopwatch.GetTimestamp();
            long wanted;
            RoundKind kind;
            lock (_gate)
            {
                wanted = _wanted;
                bool isWhole = wanted <= _done || Stopwatch.GetElapsedTime(_wholeAt, started) >= _least;
                kind = _allWanted || (isWhole && _wholes % WholesToLookAtAll == 0) ? RoundKind.Thorough
                    : isWhole ? RoundKind.Whole
                    : RoundKind.Hurried;
                _allWanted = false;
            }

            int unreached = Round(kind);
            if (kind != RoundKind.Hurried)
            {
                (_wholeAt, _least) = (started, LeastTime());
                _wholes += unreached == 0 ? 1 : 0;
            }

            lock (_gate)
            {
                _allWanted |= kind == RoundKind.Thorough && unreached > 0;
                _isMet |= unreached == 0;
                _done = unreached == 0 ? Math.Max(_done, wanted) : _done;
                Monitor.PulseAll(_gate);
            }

            long repaired = _slices.Sum(slice => slice.Repaired);
            _meter.EndRound(Stopwatch.GetElapsedTime(started), unreached, repaired, _link.Bytes);
            if (_meter.Elapsed >= _settings.ReportInterval)
            {
                _onReport(_meter.Report());
            }

            Rest(unreached > 0
                ? _settings.RetryDelay - Stopwatch.GetElapsedTime(started)
                : _least - Stopwatch.GetElapsedTime(_wholeAt));
        }
    }

    /// <summary>Least time from the start of the whole round that has ended to the next.</summary>
    private TimeSpan LeastTime()
    {
        TimeSpan sparing = _busy / _settings.BusyShare;
        sparing = sparing < _settings.LongestRest ? sparing : _settings.LongestRest;
        return sparing > _settings.RoundInterval ? sparing : _settings.RoundInterval;
    }

    /// <returns>Slices that could not be reached.</returns>
    private int Round(RoundKind kind)
    {
        _busy = TimeSpan.Zero;
        int unreached = 0;
        string trouble = "";
        for (int slice = 0; slice < _slices.Length && !_stop.IsCancellationRequested; slice++)
        {
            long before = _link.Bytes;
            long started = Stopwatch.GetTimestamp();
            try
            {
                if (!Exchange(slice, kind))
                {
                    unreached++;
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                trouble = failure.Message;
                unreached++;
            }

            TimeSpan taken = Stopwatch.GetElapsedTime(started);
            _busy += taken;
            if (_settings.BytesPerSecond > 0)
            {
                Rest(TimeSpan.FromSeconds((_link.Bytes - before) / (double)_settings.BytesPerSecond) - taken);
            }
        }

        Volatile.Write(ref _trouble, unreached > 0 && trouble.Length == 0 ? "a slice is on the move" : trouble);
        return _stop.IsCancellationRequested ? Math.Max(1, unreached) : unreached;
    }

    private bool Exchange(int index, RoundKind kind)
    {
        // A slice may answer that it is empty, or in another life; then what it needs is sent at once. A push that
        // was under way since an earlier round does not have what was learnt since.
        const int MostTurns = 6;
        ClientSlice slice = _slices[index];
        bool isWanted = false;
        bool isLate = slice.IsPending;
        for (int turn = 0; turn < MostTurns; turn++)
        {
            PushRequest request = slice.Prepare(
                _client, Stopwatch.GetTimestamp(), isWanted, kind, out ReadOnlySpan<float> data);
            if (kind == RoundKind.Hurried && slice.HasBase && request.Operation == PushOperation.Pull)
            {
                return true;
            }

            PushReply reply = _link.Ask(request, data, _values, _stop.Token);
            switch (reply.Status)
            {
                case PushStatus.Done:
                    _meter.Add(slice.ReadAt);
                    slice.Receive(reply, _values.AsSpan(0, reply.Length));
                    if (!isLate)
                    {
                        return true;
                    }

                    isLate = false;
                    break;
                case PushStatus.Empty:
                    slice.Restart();
                    isWanted = true;
                    break;
                case PushStatus.OtherLife:
                    slice.MoveTo(reply);
                    break;
                case PushStatus.OtherLayout:
                    throw new PlaneException(
                        "the shard cuts the parameters differently: is its configuration another?");
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Waits, unless somebody waits for this loop.</summary>
    private void Rest(TimeSpan time)
    {
        bool isAwaited;
        lock (_gate)
        {
            isAwaited = _wanted > _done && Trouble.Length == 0;
        }

        if (!isAwaited && time > TimeSpan.Zero)
        {
            _hurry.WaitOne(time);
        }
    }
}

/// <summary>How eagerly a trainer exchanges parameters.</summary>
internal sealed record ParameterLoopSettings
{
    /// <summary>Bytes a second, in both directions together; 0 sets no bound. PBG: 1e8.</summary>
    public long BytesPerSecond { get; init; } = 100_000_000;

    /// <summary>Least time from the start of a round over all slices to the next. PBG: 0.01 s.</summary>
    public TimeSpan RoundInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Largest share of its time in which the loop exchanges, up to <see cref="LongestRest"/> and unless somebody waits
    /// for it. Small models would go round a hundred times a second, and take a quarter of a core from training.
    /// </summary>
    public double BusyShare { get; init; } = 0.05;

    /// <summary>Longest time from the start of a round to the next that <see cref="BusyShare"/> brings about.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after a round in which a slice could not be reached.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the training loop waits, after a bucket, for its change to be handed on.</summary>
    public TimeSpan PushPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a trainer waits at its start for all slices to be found.</summary>
    public TimeSpan PullPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time between reports.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How much an exchange with all slices is to bring.</summary>
internal enum RoundKind
{
    /// <summary>Hands on what changed here; somebody waits for that.</summary>
    Hurried,

    /// <summary>Takes over what changed elsewhere too.</summary>
    Whole,

    /// <summary>And looks at every row for changes, as <see cref="RowSteps"/> has it.</summary>
    Thorough,
}
