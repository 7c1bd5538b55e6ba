using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Cli;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Nodes of one cluster as processes of the real program, on loopback.</summary>
internal sealed class ClusterBed : IDisposable
{
    /// <summary>Epochs of a run that is stopped when the test has seen what it waits for.</summary>
    /// <remarks>With a number of epochs to train, a fast machine is done before the test has seen it, or a slow one
    /// trains long after.</remarks>
    public const int Endless = 100_000;

    private const int Aborted = 134;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly List<Process> _processes = [];
    private readonly ProcessTalk _talk = new();
    private readonly string _config;
    private readonly int[] _ports;

    /// <param name="settings">The run; its edges are imported.</param>
    /// <param name="seeds">Seed nodes that everybody knows of, started or not.</param>
    public ClusterBed(RunSettings settings, int seeds = 1)
    {
        _ports = FreePorts(seeds);
        PublicPorts = _ports;
        _config = Path.Combine(Path.GetDirectoryName(settings.CheckpointPath)!, "run.json");
        File.WriteAllText(_config, PbgConfigJson.Write(settings));
    }

    /// <summary>Every event that a node has told up to now, in order.</summary>
    public IReadOnlyList<NodeEvent> Told => _talk.Told;

    /// <summary>The same without node and time.</summary>
    public IReadOnlyList<RunEvent> Events => [.. Told.Select(told => told.Event)];

    /// <summary>All lines that are no events, of both streams, each behind the number of its process.</summary>
    public IReadOnlyList<string> Words => _talk.Words;

    /// <summary>Addresses of the seed nodes, with commas between.</summary>
    public IReadOnlyList<string> SeedNodes => [.. PublicPorts.Select(port => $"127.0.0.1:{port}")];

    /// <summary>Ports by which seed nodes are known; something may stand between these and their own.</summary>
    public IReadOnlyList<int> PublicPorts { get; set; }

    /// <summary>The seed nodes' own ports.</summary>
    public IReadOnlyList<int> Ports => _ports;

    private string SeedNodesParameter => "node.seed-nodes=" + string.Join(',', SeedNodes);

    /// <summary>Whether a node is, in any of its lives, a certain seed node.</summary>
    public bool IsSeed(int index, string node) =>
        node.StartsWith(SeedNodes[index] + "#", StringComparison.Ordinal);

    public Process StartSeed(int index = 0, string durability = "shared", params string[] keys) => Start(
    [
        "--config", _config, "-p", "node.roles=seed", "-p", $"node.port={_ports[index]}",
        "-p", $"node.public-port={PublicPorts[index]}",
        "-p", SeedNodesParameter, "-p", "node.lease-seconds=4", "-p", $"node.durability={durability}",
        .. keys.SelectMany(key => new[] { "-p", key }),
    ]);

    /// <summary>A node that knows the seed nodes and what its keys say.</summary>
    public Process StartNode(params string[] keys) => Start(
        ["-p", SeedNodesParameter, .. keys.SelectMany(key => new[] { "-p", key })]);

    /// <param name="disk">Its folder for copies, where durability asks for them.</param>
    /// <param name="role">What it is there for.</param>
    /// <param name="mayRejoin">Whether it starts anew when it has lost the others.</param>
    public Process StartWorker(string? disk = null, string role = "worker", bool mayRejoin = true) => Start(
    [
        "-p", $"node.roles={role}", "-p", "node.threads=1", "-p", SeedNodesParameter, "-p", "node.seed-patience=3",
        "-p", $"node.rejoin={mayRejoin}",
        .. disk is null ? Array.Empty<string>() : ["-p", $"node.data-directory={disk}"],
    ]);

    /// <summary>A worker that others reach by another port than its own.</summary>
    public Process StartWorker(int port, int publicPort) => Start(
        "-p", "node.roles=worker", "-p", "node.threads=1", "-p", SeedNodesParameter, "-p", "node.seed-patience=3",
        "-p", $"node.port={port}", "-p", $"node.public-port={publicPort}");

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
        where T : RunEvent => (T)WaitForTold<T>(told => holds((T)told.Event)).Event;

    /// <summary>Waits until an event has come whose node and time hold.</summary>
    public NodeEvent WaitForTold<T>(Func<NodeEvent, bool> holds)
        where T : RunEvent
    {
        NodeEvent? found = _talk.FindEvent(told => told.Event is T && holds(told), Patience);
        Assert.True(found is not null, $"no such {typeof(T).Name} within {Patience}:\n{Story()}");
        return found;
    }

    /// <summary>Waits until a process has said something with these words.</summary>
    /// <returns>The whole line.</returns>
    public string WaitForWords(Process process, string words)
    {
        string? found = _talk.FindWords(
            line => line.StartsWith($"{process.Id}: ", StringComparison.Ordinal)
                && line.Contains(words, StringComparison.Ordinal),
            Patience);
        Assert.True(found is not null, $"{process.Id} has not said '{words}' within {Patience}:\n{Story()}");
        return found;
    }

    /// <summary>Waits until a node has trained a bucket.</summary>
    /// <param name="node">Its process.</param>
    /// <param name="after">Buckets up to then do not count.</param>
    public NodeEvent WaitForTraining(Process node, DateTimeOffset after = default)
    {
        string start = $"{node.Id}: node ";
        return WaitForTold<BucketTrained>(told => told.At > after && Words.Any(
            line => line.StartsWith($"{start}{told.Node.Split('#')[0]}, ", StringComparison.Ordinal)));
    }

    /// <summary>Waits until a version is published after something happened.</summary>
    public void WaitForVersionAfter(NodeEvent happened) =>
        WaitForTold<CheckpointCommitted>(version => version.At > happened.At);

    /// <summary>Ends the run in good order, as <c>biggraph cluster stop</c> does.</summary>
    /// <param name="seed">A seed node that runs.</param>
    /// <param name="keys">What the cluster asks of its nodes.</param>
    public async Task StopRunAsync(int seed = 0, params string[] keys)
    {
        NodeSettings visitor = NodeSettingsReader.Read("", "-p", keys) with
        {
            Roles = [],
            SeedNodes = [SeedNodes[seed]],
        };
        using ClusterNode node = ClusterNode.Start(
            visitor, run: null, new ClusterNodeOptions { UserConfig = "akka.loglevel = OFF" });
        await node.GetStatusAsync(Patience).ConfigureAwait(false);
        node.StopRun("the test has seen enough");
        await node.LeaveAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for a process's end, and gives its exit code.</summary>
    public int ExitOf(Process process)
    {
        Assert.True(process.WaitForExit(Patience), $"{process.Id} runs on:\n{Story()}");

        // Only this waits for what the process said last.
        process.WaitForExit();
        Assert.True(process.ExitCode != Aborted, $"{process.Id} was aborted by its runtime:\n{Story()}");
        return process.ExitCode;
    }

    /// <summary>The checkpoint has the run's last version, whole, and every bucket was trained once a pass.</summary>
    public static void CheckWhole(RunSettings settings)
    {
        Assert.Equal(settings.NumEpochs, new CheckpointDirectory(settings.CheckpointPath).ReadVersion());
        CheckPublished(settings);
    }

    /// <summary>The checkpoint's version is whole, and every bucket was trained once in each pass that it has.</summary>
    public static void CheckPublished(RunSettings settings)
    {
        CheckpointDirectory checkpoint = new(settings.CheckpointPath);
        int version = checkpoint.ReadVersion();
        Assert.Equal(4, checkpoint.FindPartitions(version).Count);
        foreach (PartitionId partition in checkpoint.FindPartitions(version))
        {
            (long rows, int dim) = checkpoint.TryReadShape(partition, version)!.Value;
            using EmbeddingTable table = new(rows, dim);
            Assert.True(checkpoint.TryReadEmbeddings(partition, version, table));
        }

        Assert.NotNull(checkpoint.TryReadModel(version));
        (int?, int?, int?)[] trained =
        [
            .. checkpoint.ReadStats().Where(line => line.LhsPartition is not null && line.EpochIndex < version)
                .Select(line => ((int?)line.EpochIndex, (int?)line.LhsPartition, (int?)line.RhsPartition)),
        ];
        Assert.Equal(version * 16, trained.Length);
        Assert.Equal(trained.Length, trained.Distinct().Count());
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

    private string Story() => string.Join('\n', Words.Concat(Told.TakeLast(30).Select(RunEventLine.Write)));

    public static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }

    private Process Start(params string[] arguments) => StartProgram(["node", "--json", .. arguments]);

    /// <summary>Any verb of the program.</summary>
    public Process StartProgram(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", BuiltProgram.Assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(process, line.Data);
        process.ErrorDataReceived += (_, line) => Hear(process, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }

    private void Hear(Process process, string? line)
    {
        if (line is not null)
        {
            _talk.Hear(process.Id, line);
        }
    }
}
