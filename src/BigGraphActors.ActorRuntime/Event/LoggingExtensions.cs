namespace Akka.Event;

/// <summary>The methods that write log lines. Templates have <c>{0}</c> holes.</summary>
public static class LoggingExtensions
{
    /// <summary>Writes a line for the one who looks for a mistake.</summary>
    public static void Debug(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.DebugLevel, null, format, args);

    /// <summary>Writes a line that a person may want to know.</summary>
    public static void Info(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.InfoLevel, null, format, args);

    /// <summary>Writes a line that a person should know.</summary>
    public static void Warning(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.WarningLevel, null, format, args);

    /// <summary>Writes a line that a person should know.</summary>
    public static void Warning(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) =>
        Write(log, LogLevel.WarningLevel, cause, format, args);

    /// <summary>Writes a line about what went wrong.</summary>
    public static void Error(this ILoggingAdapter log, string format, params object?[] args) =>
        Write(log, LogLevel.ErrorLevel, null, format, args);

    /// <summary>Writes a line about what went wrong.</summary>
    public static void Error(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) =>
        Write(log, LogLevel.ErrorLevel, cause, format, args);

    private static void Write(ILoggingAdapter log, LogLevel level, Exception? cause, string format, object?[] args)
    {
        if (log.IsEnabled(level))
        {
            log.Log(level, cause, args.Length == 0 ? format : Fill(format, args));
        }
    }

    private static string Fill(string format, object?[] args)
    {
        try
        {
            return string.Format(CultureInfo.InvariantCulture, format, args);
        }
        catch (FormatException)
        {
            return format + " " + string.Join(", ", args);
        }
    }
}
