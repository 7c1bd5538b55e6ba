namespace Akka.Actor;

/// <summary>Messages for later.</summary>
public interface ITellScheduler
{
    /// <summary>Sends once after a delay, unless called off.</summary>
    void ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null);

    /// <summary>Sends again and again until called off.</summary>
    void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender,
        ICancelable? cancelable);
}
