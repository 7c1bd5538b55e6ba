using System.Diagnostics;
using System.Runtime.InteropServices;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cli.Commands;

/// <summary>A node in a process of its own, started again with growing pauses when it dies.</summary>
/// <remarks>
/// Not when it says that its settings cannot be used, nor when it fails with the same words <see cref="MostOfAKind"/>
/// times in a row: that will not pass. It leaves by itself when this process has died, however that told: it waits
/// for the end of its standard input, which this process holds.
/// </remarks>
internal sealed class NodeProcess : IDisposable
{
    private const int Terminate = 15;
    private const int MostOfAKind = 3;
    private const string ErrorMark = "error: ";
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(30);

    private readonly string _name;
    private readonly IReadOnlyList<string> _arguments;
    private readonly Action<NodeEvent> _onEvent;
    private readonly Action<string> _onLine;
    private readonly CancellationTokenSource _stopping = new();
    private Process? _process;
    private volatile string? _error;

    /// <summary>Describes it; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="name">For people: <c>seed</c>, <c>worker 1</c>.</param>
    /// <param name="arguments">Those of <c>biggraph node</c>.</param>
    /// <param name="onEvent">Is told the run's events as this node sees them.</param>
    /// <param name="onLine">Is told what it says on its error stream, and when it is started again.</param>
    public NodeProcess(
        string name, IReadOnlyList<string> arguments, Action<NodeEvent> onEvent, Action<string> onLine)
    {
        _name = name;
        _arguments = [.. arguments, "--until-input-ends"];
        _onEvent = onEvent;
        _onLine = onLine;
    }

    /// <summary>The node's name on the screen.</summary>
    public string Name => _name;

    /// <summary>The first error that it named in its last life; or none.</summary>
    public string? Error => _error;

    /// <summary>The process's number while it runs.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Starts it, and again whenever it dies, until it ends well or is to stop.</summary>
    /// <param name="isOver">Whether the run has ended, so that a bad end is no reason to start it again.</param>
    /// <returns>Its last exit code.</returns>
    public async Task<int> RunAsync(Func<bool> isOver)
    {
        TimeSpan pause = ShortestPause;
        string? before = null;
        int ofAKind = 0;
        while (true)
        {
            long started = Stopwatch.GetTimestamp();
            _error = null;
            int code = await LiveAsync().ConfigureAwait(false);
            bool wasShort = Stopwatch.GetElapsedTime(started) <= LongLife;
            ofAKind = wasShort && _error is not null && _error == before ? ofAKind + 1 : 1;
            before = _error;
            if (code is ExitCode.Done or ExitCode.WrongUsage || ofAKind >= MostOfAKind || isOver()
                || _stopping.IsCancellationRequested)
            {
                return code;
            }

            pause = wasShort ? pause : ShortestPause;
            string why = _error is { } said ? $"exit code {code}: {said}" : $"exit code {code}";
            _onLine($"{_name} died ({why}) and is started again");
            await Task.Delay(pause, TimeProvider.System).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 2));
        }
    }

    /// <summary>Asks it to leave in good order.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        if (_process is { HasExited: false } process)
        {
            if (OperatingSystem.IsWindows() || Kill(process.Id, Terminate) != 0)
            {
                process.Kill();
            }
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Dispose()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
        }

        _process?.Dispose();
        _stopping.Dispose();
    }

    private async Task<int> LiveAsync()
    {
        _process?.Dispose();
        Process process = _process = Process.Start(StartOf(_arguments))!;
        Task output = ReadAsync(process.StandardOutput, line =>
        {
            if (RunEventLine.TryRead(line) is { } told)
            {
                _onEvent(told);
            }
        });
        Task error = ReadAsync(process.StandardError, Hear);
        await Task.WhenAll(output, error, process.WaitForExitAsync()).ConfigureAwait(false);
        return process.ExitCode;
    }

    // An error is said once: when it is known what comes of it.
    private void Hear(string line)
    {
        if (line.StartsWith(ErrorMark, StringComparison.Ordinal))
        {
            _error = _error is null ? line[ErrorMark.Length..] : $"{_error}\n{line[ErrorMark.Length..]}";
        }
        else
        {
            _onLine($"{_name}: {line}");
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            take(line);
        }
    }

    /// <summary>This program again: as it was started itself, by its own file or by <c>dotnet</c>.</summary>
    private static ProcessStartInfo StartOf(IReadOnlyList<string> arguments)
    {
        string host = Environment.ProcessPath!;
        bool byDotnet = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string program = typeof(NodeProcess).Assembly.Location;
        return new ProcessStartInfo(host, byDotnet ? [program, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

/// <summary>Turns the end of standard input into a wish to stop: the parent has died, however it died.</summary>
/// <remarks>
/// The system closes the parent's end of the pipe, also after kill -9 and on every system. A node that cannot leave in
/// good order within <see cref="Farewell"/> ends all the same: there is nobody left who would end it.
/// </remarks>
internal sealed class InputEnd : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _token;
    private readonly ManualResetEventSlim _hasEnded = new();

    /// <param name="stop">Other wishes to stop.</param>
    public InputEnd(CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _token = _stop.Token;
        new Thread(Watch) { IsBackground = true, Name = "parent-watch" }.Start();
    }

    /// <summary>Signalled by the end of the input, or by the other wishes.</summary>
    public CancellationToken Token => _token;

    public void Dispose()
    {
        _hasEnded.Set();
        _stop.Dispose();
    }

    private void Watch()
    {
        using Stream input = Console.OpenStandardInput();
        byte[] ignored = new byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
            }

            _stop.Cancel();
        }
        catch (IOException)
        {
            // As good as its end.
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The node has ended by itself.
        }

        if (!_hasEnded.Wait(Farewell))
        {
            Environment.Exit(ExitCode.Failed);
        }
    }
}
