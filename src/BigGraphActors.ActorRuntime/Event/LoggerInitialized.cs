namespace Akka.Event;

/// <summary>A logger is ready.</summary>
public sealed class LoggerInitialized : IDeadLetterSuppression;
