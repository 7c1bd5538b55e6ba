namespace Akka.Actor;

/// <summary>The part of the scheduler that runs code.</summary>
public interface IAdvancedScheduler : IActionScheduler;
