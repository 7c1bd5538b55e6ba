namespace Akka.Event;

/// <summary>
/// The first message to a logger of <c>akka.loggers</c>; it answers with <see cref="LoggerInitialized"/>.
/// </summary>
/// <param name="LoggingBus">What the log lines come over; the logger is subscribed already.</param>
public sealed record InitializeLogger(EventStream LoggingBus);
