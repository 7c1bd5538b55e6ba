namespace Akka.Event;

/// <summary>
/// The first message to a logger of <c>akka.loggers</c>; it answers with <see cref="LoggerInitialized"/>.
/// </summary>
/// <param name="loggingBus">What the log lines come over; the logger is subscribed already.</param>
public sealed class InitializeLogger(EventStream loggingBus)
{
    /// <summary>What the log lines come over.</summary>
    public EventStream LoggingBus { get; } = loggingBus;
}
