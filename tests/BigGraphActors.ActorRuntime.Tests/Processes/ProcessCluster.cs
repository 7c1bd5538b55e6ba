using System.Net;
using System.Net.Sockets;

namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>
/// Several node processes on loopback that form one cluster; with a proxy in front of each where asked for.
/// </summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly int[] _seeds;
    private readonly int[] _ports;

    private ProcessCluster(int count, int burners, bool proxied, int seeds)
    {
        _ports = FreePorts(count);
        Proxy = proxied ? new SplitProxy(_ports) : null;
        Addresses = Proxy?.Ports ?? _ports;
        _seeds = [.. Addresses.Take(seeds)];
        Nodes = [.. Enumerable.Range(0, count).Select(i => new NodeProcess(_ports[i], Addresses[i], _seeds, burners))];
    }

    public static TimeSpan Forming => TimeSpan.FromSeconds(60);

    public SplitProxy? Proxy { get; }

    public IReadOnlyList<int> Addresses { get; }

    public NodeProcess[] Nodes { get; }

    /// <summary>Started, and each node has seen all others up and knows where everything is.</summary>
    public static async Task<ProcessCluster> Start(
        int count, int burners = 0, bool proxied = false, int seeds = 2)
    {
        var cluster = new ProcessCluster(count, burners, proxied, seeds);
        try
        {
            foreach (var node in cluster.Nodes)
            {
                foreach (var other in cluster.Addresses)
                {
                    await node.Says(line => line == $"member-up {other}", Forming);
                }

                await node.Says(IsWhole, Forming);
            }
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return cluster;
    }

    /// <summary>A line that names the homes of the singleton and of all shards.</summary>
    public static bool IsWhole(string line) =>
        IsSight(line) && line != "sees not all";

    /// <summary>A node where another one ran, at its address.</summary>
    public NodeProcess Restart(int index)
    {
        Nodes[index].Dispose();
        return Nodes[index] = new NodeProcess(_ports[index], Addresses[index], _seeds);
    }

    /// <summary>
    /// Waits until each node has seen a node that was started again up, and all find everything; whoever ends
    /// meanwhile is started again, as by whatever looks after nodes.
    /// </summary>
    /// <returns>How many milliseconds after the start.</returns>
    public async Task<long> TogetherAgain(int index, TimeSpan limit)
    {
        var started = NodeProcess.Now;
        Restart(index);
        while (!Nodes.All(node => node.HasSaid($"member-up {Addresses[index]}", started)
            && IsWhole(node.Lines.LastOrDefault(static line => IsSight(line.What)).What ?? "")))
        {
            if (NodeProcess.Now - started > limit.TotalMilliseconds)
            {
                throw new TimeoutException($"not together in {limit}\n{WhatAllSaid()}");
            }

            for (var i = 0; i < Nodes.Length; i++)
            {
                if (Nodes[i].HasExited)
                {
                    Restart(i);
                }
            }

            await Task.Delay(50);
        }

        return NodeProcess.Now - started;
    }

    /// <summary>The node whose singleton began last.</summary>
    public int HomeOfSingleton() => Array.IndexOf(Nodes, Nodes.Where(static node => !node.HasExited)
        .MaxBy(static node => node.Lines.LastOrDefault(static line => line.What == "begins singleton").At));

    /// <summary>When each thing ran where; what a process did not end itself ended with the process.</summary>
    public IEnumerable<(string Thing, int Node, long From, long To)> Tenancies(Func<NodeProcess, long> endOf)
    {
        foreach (var node in Nodes)
        {
            foreach (var (at, what) in node.Lines.Where(static line =>
                line.What.StartsWith("begins ", StringComparison.Ordinal)))
            {
                var thing = what["begins ".Length..];
                var end = node.Lines.FirstOrDefault(line => line.At >= at && line.What == "ends " + thing).At;
                yield return (thing, node.Port, at, end > 0 ? end : endOf(node));
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            node.Dispose();
        }

        Proxy?.Dispose();
        return ValueTask.CompletedTask;
    }

    private string WhatAllSaid() => string.Join("\n\n", Nodes.Select(static node => node.ToString()));

    private static bool IsSight(string line) => line.StartsWith("sees ", StringComparison.Ordinal);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }
}
