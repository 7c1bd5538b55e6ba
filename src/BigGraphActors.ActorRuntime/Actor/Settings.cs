namespace Akka.Actor;

/// <summary>What a system was configured with.</summary>
public sealed class Settings
{
    internal Settings(Config config)
    {
        Config = config;
        LogLevel = config.GetString("akka.loglevel", "INFO")!;
        LowestLogLevel = LogLevel.ToUpperInvariant() switch
        {
            "DEBUG" => Event.LogLevel.DebugLevel,
            "INFO" => Event.LogLevel.InfoLevel,
            "WARNING" or "WARN" => Event.LogLevel.WarningLevel,
            "ERROR" => Event.LogLevel.ErrorLevel,
            "OFF" => Event.LogLevel.ErrorLevel + 1,
            _ => throw new ConfigurationException(
                $"akka.loglevel = {LogLevel} is none of DEBUG, INFO, WARNING, ERROR, OFF"),
        };
        AskTimeout = config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);
        ProviderClass = config.GetString("akka.actor.provider", "local")!;
    }

    /// <summary>The configuration with the defaults under it.</summary>
    public Config Config { get; }

    /// <summary><c>akka.loglevel</c>.</summary>
    public string LogLevel { get; }

    /// <summary>How long an <c>Ask</c> without a timeout waits.</summary>
    public TimeSpan AskTimeout { get; }

    /// <summary><c>local</c>, <c>remote</c> or <c>cluster</c>.</summary>
    public string ProviderClass { get; }

    internal LogLevel LowestLogLevel { get; }
}
