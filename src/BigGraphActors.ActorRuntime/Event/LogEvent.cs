namespace Akka.Event;

/// <summary>A log line on its way over the event stream.</summary>
public abstract class LogEvent
{
    private protected LogEvent(Exception? cause, string logSource, Type logClass, object message) =>
        (Cause, LogSource, LogClass, Message) = (cause!, logSource, logClass, message);

    /// <summary>The failure behind it, if any.</summary>
    public Exception Cause { get; }

    /// <summary>The path of the actor, or the name of the part, that speaks.</summary>
    public string LogSource { get; }

    /// <summary>Its class.</summary>
    public Type LogClass { get; }

    /// <summary>The text.</summary>
    public object Message { get; }

    /// <summary>When it was said, UTC.</summary>
    public DateTime Timestamp { get; } = DateTime.UtcNow;

    /// <summary>How loud it is.</summary>
    public abstract LogLevel LogLevel();

    /// <inheritdoc/>
    public override string ToString()
    {
        var level = LogLevel().ToString().Replace("Level", "", StringComparison.Ordinal).ToUpperInvariant();
        var cause = Cause is null ? "" : Environment.NewLine + "Cause: " + Cause;
        return $"[{level}][{Timestamp:yyyy-MM-dd HH:mm:ss.fff}Z][{LogSource}] {Message}{cause}";
    }
}
