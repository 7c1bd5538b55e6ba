using System.Diagnostics;
using System.Globalization;

namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>A running <see cref="NodeProgram"/>, and the lines it said.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<(long At, string What)> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="port">Where it listens.</param>
    /// <param name="publicPort">Where the others find it.</param>
    /// <param name="seeds">Public ports.</param>
    /// <param name="burners">Threads that do nothing but burn time.</param>
    public NodeProcess(int port, int publicPort, IEnumerable<int> seeds, int burners = 0)
    {
        Port = publicPort;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(NodeProgram).Assembly.Location, $"{port}", $"{publicPort}",
            string.Join(',', seeds), $"{burners}" })
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    public bool HasExited => _process.HasExited;

    public double CpuSeconds => _process.TotalProcessorTime.TotalSeconds;

    /// <summary>The machine's clock, as in the lines.</summary>
    public static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1000);

    public IReadOnlyList<(long At, string What)> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Waits for a line that fits and was said after a moment.</summary>
    /// <returns>When it was said.</returns>
    public async Task<long> Says(Func<string, bool> fits, TimeSpan limit, long since = 0)
    {
        using var timeout = new CancellationTokenSource(limit);
        while (true)
        {
            var more = _more.Task;
            if (Lines.FirstOrDefault(line => line.At >= since && fits(line.What)) is { What: not null } found)
            {
                return found.At;
            }

            try
            {
                await more.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"did not say so in {limit}: {this}");
            }
        }
    }

    public bool HasSaid(string what, long since) => Lines.Any(line => line.At >= since && line.What == what);

    /// <summary>All that it said.</summary>
    public override string ToString() => $"node {Port} said:\n"
        + string.Join('\n', Lines.Select(static line => $"{line.At} {line.What}"));

    public async Task<int> Exits(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no word of farewell.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        // What the node logs has no time of its own, and is kept for whoever reads why a wait was in vain.
        var parts = line.Split(' ', 2);
        var isSaid = parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out _);
        lock (_lines)
        {
            _lines.Add(isSaid ? (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]) : (Now, line));
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
