using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Dispatch;
using Akka.Event;
using DotNetty.Handlers.Tls;
using DotNetty.Transport.Channels;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Where a node's log goes.</summary>
/// <param name="write">Takes one line, from any thread.</param>
internal sealed class NodeLogSetup(Action<string> write) : Setup
{
    /// <summary>Receives each line of the log; called from any thread.</summary>
    public Action<string> Write { get; } = write;
}

/// <summary>Writes what Akka.NET and the node's actors log: a line each, bad connections at a bounded rate.</summary>
/// <remarks>
/// Akka.NET's own loggers write a stack for every connection that fails, to the standard output, where the events of
/// a run are. Its log filters can only drop. This one writes where <see cref="NodeLogSetup"/> says; whatever
/// Akka.Remote says of a peer is written once in <see cref="Window"/> for each peer and <see cref="MostPeers"/> peers
/// at most, so that strangers cannot fill a disk. A stack is written where the environment has <c>BIGGRAPH_TRACE=1</c>.
/// </remarks>
internal sealed partial class NodeLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <summary>A peer is written about once within this.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Peers that are written about within a window.</summary>
    internal const int MostPeers = 20;

    private const int LongestLine = 400;

    private static readonly bool IsTraced = Environment.GetEnvironmentVariable("BIGGRAPH_TRACE") == "1";

    private readonly Action<string> _write;
    private readonly LogRate _rate = new(TimeProvider.System, Window, MostPeers);

    public NodeLogger()
    {
        _write = Context.System.Settings.Setup.Get<NodeLogSetup>() is { HasValue: true } setup
            ? setup.Value.Write
            : _ => { };
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Handle);
    }

    private void Handle(LogEvent happened)
    {
        if (!IsRepetition(happened) && _rate.Admits(PeerOf(happened)))
        {
            _write(LineOf(happened));
            if (IsTraced && happened.Cause is not null)
            {
                _write(happened.Cause.ToString());
            }
        }
    }

    /// <summary>What is written of an event.</summary>
    internal static string LineOf(LogEvent happened)
    {
        string text = FirstLine(happened.Message?.ToString() ?? "");
        string? cause = happened.Cause is { } failure ? FirstLine(failure.GetBaseException().Message) : null;
        if (IsOfRemote(happened) && happened.Cause is NotSslRecordException)
        {
            return $"warning: a connection from {PeerOf(happened)} was refused: it does not speak TLS";
        }

        if (IsOfRemote(happened) && cause is not null)
        {
            return Shortened($"warning: a connection with {PeerOf(happened)} failed: {cause}");
        }

        string level = happened.LogLevel() switch
        {
            LogLevel.ErrorLevel => "error",
            LogLevel.WarningLevel => "warning",
            LogLevel.InfoLevel => "info",
            _ => "debug",
        };
        return Shortened(
            cause is null || text.Contains(cause, StringComparison.Ordinal)
                ? $"{level}: {text}"
                : $"{level}: {text}: {cause}");
    }

    /// <summary>Whether it says nothing, or again what was just said: a peer hung up, or was sent away.</summary>
    private static bool IsRepetition(LogEvent happened) => IsOfRemote(happened)
        && (happened.Cause is ClosedChannelException
            || (happened.Cause is null && happened.ToString().Contains(
                "Rejected incoming connection", StringComparison.Ordinal)));

    /// <summary>The peer that Akka.Remote complains of; null for all other events.</summary>
    /// <returns>Host and port of an address, the host alone of a connection that came in, or "a peer".</returns>
    internal static string? PeerOf(LogEvent happened)
    {
        string text = happened.Message?.ToString() ?? "";
        Match address = AddressPattern().Matches(text).LastOrDefault() ?? Match.Empty;
        if (happened.LogLevel() < LogLevel.WarningLevel || (!IsOfRemote(happened) && !address.Success))
        {
            return null;
        }

        Match channel = ChannelPattern().Matches(text).LastOrDefault() ?? Match.Empty;
        return address.Success ? address.Groups[1].Value
            : channel.Success ? channel.Groups[1].Value
            : "a peer";
    }

    private static bool IsOfRemote(LogEvent happened) =>
        happened.LogClass?.Namespace?.StartsWith("Akka.Remote", StringComparison.Ordinal) ?? false;

    private static string Shortened(string line) =>
        line.Length <= LongestLine ? line : line[..LongestLine] + " ...";

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].TrimEnd();

    [GeneratedRegex(@"tcp://[^@\s/]+@([^\s/\]]+?)(?=[\s/\]:]*(?:\s|/|\]|$))")]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"\[(?:::ffff:)?([0-9a-fA-F.:]+)\]:\d+")]
    private static partial Regex ChannelPattern();
}

/// <summary>Lets each name through once in a while.</summary>
/// <param name="time">The clock that windows are measured by.</param>
/// <param name="window">Length of a window, in which a name counts once.</param>
/// <param name="most">Names in a window.</param>
internal sealed class LogRate(TimeProvider time, TimeSpan window, int most)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _opened = time.GetTimestamp();

    /// <summary>Whether it may be written about now; what has no name always may.</summary>
    public bool Admits(string? name)
    {
        if (name is null)
        {
            return true;
        }

        if (time.GetElapsedTime(_opened) >= window)
        {
            _seen.Clear();
            _opened = time.GetTimestamp();
        }

        return _seen.Count < most && _seen.Add(name);
    }
}
