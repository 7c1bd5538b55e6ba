using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary>A seed node and some workers as processes of this machine, looked after until the run is over.</summary>
internal sealed class LocalCluster(Session session)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WorkersFarewell = TimeSpan.FromSeconds(5);

    /// <summary>What the run came to; after <see cref="Run"/>.</summary>
    public ClusterWatch Watch { get; } = new(session.Terminal);

    /// <summary>Starts the nodes, shows the run, and returns when it is done.</summary>
    /// <param name="config">The run's configuration.</param>
    /// <param name="overrides">Keys that are set for once.</param>
    /// <param name="size">How many nodes of what kind.</param>
    /// <exception cref="FailedException">When the run failed or was stopped by somebody else; says why.</exception>
    /// <exception cref="StoppedException">When this program was asked to stop.</exception>
    public void Run(string config, IReadOnlyList<string> overrides, ClusterSize size)
    {
        List<NodeProcess> nodes = [Seed(config, overrides, size)];
        nodes.AddRange(Enumerable.Range(1, size.Workers).Select(
            number => Worker(number, config, overrides, size)));
        try
        {
            Task<int>[] ends = [.. nodes.Select(node => node.RunAsync(() => Watch.End is not null))];
            using CancellationTokenRegistration stopping = session.Stop.Register(() => _ = StopAsync(nodes, ends));
            NodeProcess? broken = FirstBroken(nodes, ends);
            nodes.Where(_ => broken is not null).ToList().ForEach(node => node.Stop());
            Task.WaitAll(ends, Farewell);
            session.Terminal.Progress.Clear();
            Judge(broken);
        }
        finally
        {
            nodes.ForEach(node => node.Dispose());
        }
    }

    /// <summary>Waits for the end of the seed node, of a worker that is not started again, or of all workers.</summary>
    /// <returns>The node without which it does not go on, or none where the run itself has ended.</returns>
    private NodeProcess? FirstBroken(List<NodeProcess> nodes, Task<int>[] ends)
    {
        List<Task<int>> running = [.. ends];
        while (true)
        {
            Task<int> ended = Task.WhenAny(running).GetAwaiter().GetResult();
            running.Remove(ended);
            bool isSeed = ended == ends[0];
            bool isNeeded = isSeed || ended.Result != ExitCode.Done;
            if (!isNeeded && running.Count == 1 && !ends[0].Wait(WorkersFarewell))
            {
                isNeeded = true;
            }

            if (isNeeded && Watch.End is null && !session.Stop.IsCancellationRequested)
            {
                return nodes[Array.IndexOf(ends, ended)];
            }

            if (isSeed || running.Count == 0)
            {
                return null;
            }
        }
    }

    /// <summary>Workers first, so that the seed node's lock can take back what they have.</summary>
    private static async Task StopAsync(List<NodeProcess> nodes, Task<int>[] ends)
    {
        nodes.Skip(1).ToList().ForEach(worker => worker.Stop());
        await Task.WhenAny(Task.WhenAll(ends[1..]), Task.Delay(WorkersFarewell)).ConfigureAwait(false);
        nodes[0].Stop();
    }

    private void Judge(NodeProcess? broken)
    {
        switch (Watch.End)
        {
            case { Done: true }:
                break;
            case { } end:
                throw new FailedException(
                    $"{end.Reason}; {end.Version} passes are in the checkpoint, from which it goes on");
            case null when session.Stop.IsCancellationRequested:
                throw new StoppedException("stopped; the checkpoint is whole, and the run goes on from it");
            case null:
                throw new FailedException(
                    $"the {broken?.Name ?? "seed"} node ended: "
                    + (broken?.Error ?? "it was asked to leave, and the run cannot go on without it"));
        }
    }

    private NodeProcess Seed(string config, IReadOnlyList<string> overrides, ClusterSize size) => new(
        "seed",
        [
            "node", "--json", "--config", config,
            .. overrides.SelectMany(change => new[] { "-p", change }),
            "-p", "node.roles=seed",
            "-p", $"node.port={size.Port}",
            "-p", $"node.seed-nodes={size.SeedNode}",
        ],
        Watch.Tell,
        Say);

    private NodeProcess Worker(int number, string config, IReadOnlyList<string> overrides, ClusterSize size) => new(
        $"worker {number}",
        [
            // The seed node tells what happens on all of them.
            // Certificates and the secret come from the file: a secret among the arguments is seen by everybody.
            "node", "--quiet", "--config", config,
            .. overrides.SelectMany(change => new[] { "-p", change }),
            "-p", "node.roles=worker",
            "-p", "node.port=0",
            "-p", "node.public-port=null",
            "-p", "node.data-port=0",
            "-p", $"node.seed-nodes={size.SeedNode}",
            "-p", $"node.threads={size.Threads}",
        ],
        _ => { },
        Say);

    // The nodes' own words about joining and leaving are on the screen already, as events; so are the warnings about
    // the settings, which this process has read too.
    private void Say(string line)
    {
        if (!line.Contains(": node ", StringComparison.Ordinal)
            && !line.Contains(": warning: ", StringComparison.Ordinal)
            && !line.EndsWith(": the run is done", StringComparison.Ordinal))
        {
            session.Terminal.Note(line);
        }
    }
}

/// <summary>How many nodes a local cluster has.</summary>
/// <param name="Workers">Worker processes, at least 1, beside the seed.</param>
/// <param name="Threads">HOGWILD threads of each worker.</param>
/// <param name="Port">Where the seed node listens.</param>
internal sealed record ClusterSize(int Workers, int Threads, int Port)
{
    /// <summary>More worker processes than a machine can use.</summary>
    public const int MostWorkers = 256;

    /// <summary>As for the setting of a node.</summary>
    public const int MostThreads = 1024;

    /// <summary>The seed node's address.</summary>
    public string SeedNode => $"127.0.0.1:{Port}";

    /// <summary>All cores, shared by the workers.</summary>
    public static int ThreadsFor(int workers) => Math.Max(1, Environment.ProcessorCount / workers);
}

/// <summary>The option that trains a run on worker processes instead of in this one.</summary>
internal sealed class WorkersOption
{
    private readonly Option<int> _workers = new("--workers")
    {
        Description = "Train on a seed node and so many worker processes; 0 trains in this process",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>Adds it to a verb.</summary>
    public void AddTo(Command command)
    {
        AllowedRange.Require(_workers, 0, ClusterSize.MostWorkers);
        command.Add(_workers);
    }

    /// <summary>The cluster to train on, or none.</summary>
    public ClusterSize? Read(ParseResult parsed)
    {
        int workers = parsed.GetValue(_workers);
        return workers == 0 ? null : new ClusterSize(workers, ClusterSize.ThreadsFor(workers), FreePort());
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
