namespace Akka.Actor;

/// <summary>
/// The system's clock: messages and code for later, within about a millisecond or when the machine gets to it.
/// </summary>
public interface IScheduler : ITellScheduler
{
    /// <summary>Time since the scheduler started; never goes back.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>Code for later.</summary>
    IAdvancedScheduler Advanced { get; }
}
