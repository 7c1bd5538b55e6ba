namespace Akka.Event;

/// <summary>Where an actor writes log lines; the methods to call are in <see cref="LoggingExtensions"/>.</summary>
/// <remarks>
/// May differ: there is no formatter to exchange; <c>{0}</c> and named holes are both filled in order.
/// </remarks>
public interface ILoggingAdapter
{
    /// <summary>Whether debug lines go anywhere.</summary>
    bool IsDebugEnabled { get; }

    /// <summary>Whether info lines go anywhere.</summary>
    bool IsInfoEnabled { get; }

    /// <summary>Whether warnings go anywhere.</summary>
    bool IsWarningEnabled { get; }

    /// <summary>Whether errors go anywhere.</summary>
    bool IsErrorEnabled { get; }

    /// <summary>Whether lines of a level go anywhere.</summary>
    bool IsEnabled(LogLevel logLevel);

    /// <summary>Writes a finished line.</summary>
    void Log(LogLevel logLevel, Exception? cause, string format);
}
