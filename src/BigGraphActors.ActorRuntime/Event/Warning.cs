namespace Akka.Event;

/// <summary>A line that a person should know.</summary>
/// <param name="cause">The failure behind it, if any.</param>
/// <param name="logSource">Who speaks.</param>
/// <param name="logClass">Its class.</param>
/// <param name="message">The text.</param>
public sealed class Warning(Exception? cause, string logSource, Type logClass, object message)
    : LogEvent(cause, logSource, logClass, message)
{
    /// <inheritdoc/>
    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;
}
