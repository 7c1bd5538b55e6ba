namespace Akka.Actor;

/// <summary>
/// Timers bound to one instance of an actor: a restart or stop ends them, and no message of a cancelled one arrives.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>Sends to the actor itself once; replaces a timer with the same key.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Sends to the actor itself again and again; the first time after one interval.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>Sends to the actor itself again and again.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Ends a timer; what it sent already is dropped.</summary>
    void Cancel(object key);
}
