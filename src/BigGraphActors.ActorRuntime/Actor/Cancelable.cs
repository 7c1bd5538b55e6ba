namespace Akka.Actor;

/// <summary>The cancelable to give to the scheduler.</summary>
public sealed class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private CancellationTokenSource? _source;
    private int _cancelled;

    /// <summary>Not called off yet.</summary>
    /// <param name="scheduler">Used by <see cref="CancelAfter"/>.</param>
    public Cancelable(IScheduler scheduler)
    {
        _scheduler = scheduler.Advanced;
    }

    /// <inheritdoc/>
    public bool IsCancellationRequested => Volatile.Read(ref _cancelled) != 0;

    /// <inheritdoc/>
    public CancellationToken Token
    {
        get
        {
            // Made on demand: a timer per message must not cost a token source.
            if (_source is null)
            {
                Interlocked.CompareExchange(ref _source, new CancellationTokenSource(), null);
            }

            if (IsCancellationRequested)
            {
                _source.Cancel();
            }

            return _source.Token;
        }
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _cancelled, 1) == 0)
        {
            _source?.Cancel();
        }
    }

    /// <inheritdoc/>
    public void CancelAfter(TimeSpan delay) => _scheduler.ScheduleOnce(delay, Cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        Cancel();
        _source?.Dispose();
    }
}
