namespace Akka.Actor;

/// <summary>Code for later; it runs on the thread pool and must not touch an actor's state.</summary>
public interface IAdvancedScheduler
{
    /// <summary>Runs once after a delay, unless called off.</summary>
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable);

    /// <summary>Runs again and again until called off.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable);
}
