namespace Akka.Event;

/// <summary>How loud a log line is.</summary>
public enum LogLevel
{
    /// <summary>For the one who looks for a mistake.</summary>
    DebugLevel,

    /// <summary>What a person may want to know.</summary>
    InfoLevel,

    /// <summary>What a person should know.</summary>
    WarningLevel,

    /// <summary>What went wrong.</summary>
    ErrorLevel,
}
