namespace Akka.Actor;

/// <summary>An actor with timers.</summary>
public interface IWithTimers
{
    /// <summary>Set by the runtime after the constructor has run; usable from <c>PreStart</c> on.</summary>
    ITimerScheduler Timers { get; set; }
}
