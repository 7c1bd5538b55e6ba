using System.Diagnostics;

namespace Akka.Actor;

/// <summary>One thread with a queue ordered by due time; it sends messages itself and hands code to the pool.</summary>
/// <remarks>A thread of its own, so that heartbeats leave on time while the pool is busy.</remarks>
internal sealed class SystemClock : IScheduler, IAdvancedScheduler, IDisposable
{
    private const int SweepAbove = 4096;

    private readonly PriorityQueue<Entry, long> _due = new();
    private readonly Lock _clockLock = new();
    // Sleeps at once: see DedicatedThreads.
    private readonly ManualResetEventSlim _changed = new(false, spinCount: 0);
    private readonly long _started = Stopwatch.GetTimestamp();
    private volatile bool _stopped;

    public SystemClock(string systemName) =>
        new Thread(Run) { IsBackground = true, Name = systemName + "-scheduler" }.Start();

    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(_started);

    public IAdvancedScheduler Advanced => this;

    public void ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(delay, new Entry(receiver, message, sender, null, TimeSpan.Zero, cancelable));

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender,
        ICancelable? cancelable) =>
        Add(initialDelay, new Entry(receiver, message, sender, null, AboveZero(interval), cancelable));

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(delay, new Entry(null, null, null, action, TimeSpan.Zero, cancelable));

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(initialDelay, new Entry(null, null, null, action, AboveZero(interval), cancelable));

    /// <summary>Ends the thread; what is due later never happens.</summary>
    public void Dispose()
    {
        _stopped = true;
        _changed.Set();
    }

    private static TimeSpan AboveZero(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return interval;
    }

    private void Add(TimeSpan delay, Entry entry)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        bool first;
        lock (_clockLock)
        {
            var due = (MonotonicClock + delay).Ticks;
            first = !_due.TryPeek(out _, out var earliest) || due < earliest;
            if (_due.Count >= SweepAbove && _due.Count % SweepAbove == 0)
            {
                Sweep();
            }

            _due.Enqueue(entry, due);
        }

        if (first)
        {
            _changed.Set();
        }
    }

    /// <summary>
    /// Cancelled entries would otherwise wait for their time, as of a receive timeout that never comes.
    /// </summary>
    private void Sweep()
    {
        var alive = _due.UnorderedItems.Where(static item => item.Element.Cancelable?.IsCancellationRequested != true)
            .ToArray();
        _due.Clear();
        _due.EnqueueRange(alive);
    }

    private void Run()
    {
        while (!_stopped)
        {
            _changed.Reset();
            if (TakeDue(out var entry, out var wait))
            {
                Fire(entry);
            }
            else
            {
                _changed.Wait(wait);
            }
        }

        _changed.Dispose();
    }

    private bool TakeDue(out Entry entry, out int waitMilliseconds)
    {
        lock (_clockLock)
        {
            waitMilliseconds = Timeout.Infinite;
            entry = default;
            if (!_due.TryPeek(out _, out var due))
            {
                return false;
            }

            var left = due - MonotonicClock.Ticks;
            if (left > 0)
            {
                waitMilliseconds = (int)Math.Min(int.MaxValue, (left / TimeSpan.TicksPerMillisecond) + 1);
                return false;
            }

            entry = _due.Dequeue();
            if (entry.Interval > TimeSpan.Zero && entry.Cancelable?.IsCancellationRequested != true)
            {
                // A late clock does not send a burst to catch up.
                _due.Enqueue(entry, Math.Max(due + entry.Interval.Ticks, MonotonicClock.Ticks));
            }

            return true;
        }
    }

    private static void Fire(in Entry entry)
    {
        if (entry.Cancelable?.IsCancellationRequested == true)
        {
            return;
        }

        if (entry.Action is { } action)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static run => run(), action, preferLocal: false);
        }
        else
        {
            entry.Receiver!.Tell(entry.Message!, entry.Sender);
        }
    }

    private readonly record struct Entry(
        ICanTell? Receiver, object? Message, IActorRef? Sender, Action? Action, TimeSpan Interval,
        ICancelable? Cancelable);
}
