using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>Makes filters of log lines.</summary>
public sealed class EventFilterFactory
{
    private readonly ActorSystem _system;
    private readonly TimeSpan _timeout;

    internal EventFilterFactory(ActorSystem system, TimeSpan timeout)
    {
        _system = system;
        _timeout = timeout;
    }

    /// <summary>Errors with this text, start or part; all null for any.</summary>
    public EventFilterApplier Error(string? message = null, string? start = null, string? contains = null) =>
        Filter(LogLevel.ErrorLevel, message, start, contains);

    /// <summary>Warnings with this text, start or part; all null for any.</summary>
    public EventFilterApplier Warning(string? message = null, string? start = null, string? contains = null) =>
        Filter(LogLevel.WarningLevel, message, start, contains);

    /// <summary>Infos with this text, start or part; all null for any.</summary>
    public EventFilterApplier Info(string? message = null, string? start = null, string? contains = null) =>
        Filter(LogLevel.InfoLevel, message, start, contains);

    /// <summary>Errors caused by an exception.</summary>
    public EventFilterApplier Exception<TException>(Regex? pattern = null)
        where TException : Exception => new(_system, _timeout, line => line.LogLevel() == LogLevel.ErrorLevel
        && line.Cause is TException && pattern?.IsMatch(line.Cause.Message) != false);

    private EventFilterApplier Filter(LogLevel level, string? message, string? start, string? contains) =>
        new(_system, _timeout, line =>
        {
            var text = line.Message.ToString()!;
            return line.LogLevel() == level
                && (message is null || text == message)
                && (start is null || text.StartsWith(start, StringComparison.Ordinal))
                && (contains is null || text.Contains(contains, StringComparison.Ordinal));
        });
}
