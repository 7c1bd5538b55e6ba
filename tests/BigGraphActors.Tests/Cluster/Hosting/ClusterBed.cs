using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Nodes of one cluster as processes of the real program, on loopback.</summary>
internal sealed class ClusterBed : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly List<Process> _processes = [];
    private readonly string _config;
    private readonly int[] _ports;

    /// <param name="settings">The run; its edges are imported.</param>
    /// <param name="seeds">Seed nodes that everybody knows of, started or not.</param>
    public ClusterBed(RunSettings settings, int seeds = 1)
    {
        _ports = FreePorts(seeds);
        _config = Path.Combine(Path.GetDirectoryName(settings.CheckpointPath)!, "run.json");
        File.WriteAllText(_config, PbgConfigJson.Write(settings));
    }

    /// <summary>Every event that the seed nodes told, in order.</summary>
    public ConcurrentQueue<RunEvent> Events { get; } = new();

    /// <summary>All lines on the error streams, for messages of failed tests.</summary>
    public ConcurrentQueue<string> Words { get; } = new();

    /// <summary>Addresses of the seed nodes, with commas between.</summary>
    public IReadOnlyList<string> SeedNodes => [.. _ports.Select(port => $"127.0.0.1:{port}")];

    private string SeedNodesParameter => "node.seed-nodes=" + string.Join(',', SeedNodes);

    public Process StartSeed(int index = 0) => Start(
        "--config", _config, "-p", "node.roles=seed", "-p", $"node.port={_ports[index]}",
        "-p", SeedNodesParameter, "-p", "node.lease-seconds=4");

    public Process StartWorker() => Start(
        "-p", "node.roles=worker", "-p", "node.threads=1", "-p", SeedNodesParameter, "-p", "node.seed-patience=3");

    /// <summary>The same run in one process, without the others.</summary>
    public Process StartTraining() => StartProgram("train", _config);

    /// <summary>Sends a signal: STOP, CONT.</summary>
    public static void Signal(Process process, string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until an event has come that holds.</summary>
    public T WaitFor<T>(Func<T, bool> holds)
        where T : RunEvent
    {
        T? found = null;
        bool came = SpinWait.SpinUntil(
            () => (found = Events.OfType<T>().FirstOrDefault(holds)) is not null, Patience);
        Assert.True(came, $"no such {typeof(T).Name} within {Patience}:\n{Story()}");
        return found!;
    }

    /// <summary>Waits for a process's end, and gives its exit code.</summary>
    public int ExitOf(Process process)
    {
        Assert.True(process.WaitForExit(Patience), $"{process.Id} runs on:\n{Story()}");
        return process.ExitCode;
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }
    }

    private string Story() => string.Join('\n', Words.Concat(Events.TakeLast(30).Select(RunEventLine.Write)));

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }

    private Process Start(params string[] arguments) => StartProgram(["node", "--json", .. arguments]);

    private Process StartProgram(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "biggraph.dll");
        ProcessStartInfo start = new("dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && RunEventLine.TryRead(line.Data) is { } happened)
            {
                Events.Enqueue(happened);
            }
        };
        process.ErrorDataReceived += (_, line) => Words.Enqueue($"{process.Id}: {line.Data}");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }
}
