namespace Akka.Actor.Cells;

/// <summary>Timers of one actor: one for each key, gone with the instance.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, (int Generation, ICancelable Task)> _timers = [];
    private int _generation;

    public void StartSingleTimer(object key, object msg, TimeSpan timeout)
    {
        var timer = Next(key, msg, repeats: false);
        _timers[key] = (timer.Generation, cell.SystemCore.Scheduler.ScheduleTellOnceCancelable(timeout, cell.SelfRef,
            timer, cell.SelfRef));
    }

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval)
    {
        var timer = Next(key, msg, repeats: true);
        _timers[key] = (timer.Generation, cell.SystemCore.Scheduler
            .ScheduleTellRepeatedlyCancelable(initialDelay, interval, cell.SelfRef, timer, cell.SelfRef));
    }

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
        {
            timer.Task.Cancel();
        }
    }

    public void CancelAll()
    {
        foreach (var (_, task) in _timers.Values)
        {
            task.Cancel();
        }

        _timers.Clear();
    }

    /// <summary>Whether the message is of the timer that now runs under its key.</summary>
    public bool Accept(TimerMessage message)
    {
        if (!_timers.TryGetValue(message.Key, out var timer) || timer.Generation != message.Generation)
        {
            return false;
        }

        if (!message.Repeats)
        {
            _timers.Remove(message.Key);
        }

        return true;
    }

    private TimerMessage Next(object key, object msg, bool repeats)
    {
        Cancel(key);
        return new TimerMessage(key, msg, ++_generation, repeats);
    }
}
