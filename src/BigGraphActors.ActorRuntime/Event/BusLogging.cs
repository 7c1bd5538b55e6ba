namespace Akka.Event;

internal sealed class BusLogging(EventStream bus, LogLevel lowest, string source, Type type) : ILoggingAdapter
{
    public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

    public void Log(LogLevel logLevel, Exception? cause, string format)
    {
        if (IsEnabled(logLevel))
        {
            bus.Publish(logLevel switch
            {
                LogLevel.DebugLevel => new Debug(cause, source, type, format),
                LogLevel.InfoLevel => new Info(cause, source, type, format),
                LogLevel.WarningLevel => new Warning(cause, source, type, format),
                _ => new Error(cause, source, type, format),
            });
        }
    }
}
