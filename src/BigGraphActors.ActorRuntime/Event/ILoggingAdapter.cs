namespace Akka.Event;

/// <summary>Where an actor writes log lines; the methods to call are in <see cref="LoggingExtensions"/>.</summary>
/// <remarks>
/// May differ: there is no formatter to exchange; <c>{0}</c> and named holes are both filled in order.
/// </remarks>
public interface ILoggingAdapter
{
    /// <summary>Whether lines of a level go anywhere.</summary>
    bool IsEnabled(LogLevel logLevel);

    /// <summary>Writes a finished line.</summary>
    void Log(LogLevel logLevel, Exception? cause, string format);
}
