using BigGraphActors.ActorRuntime.Tests.Processes;
using Xunit.Abstractions;

namespace BigGraphActors.ActorRuntime.Tests.Subset;

/// <summary>Five processes and a network that is cut between them.</summary>
[Collection(ProcessCollection.Name)]
public sealed class NetsplitTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task The_majority_goes_on_the_minority_exits_and_nothing_runs_on_both_sides()
    {
        await using var cluster = await ProcessCluster.Start(5, proxied: true);
        // The singleton is on the smaller side, where it has to end.
        var first = cluster.HomeOfSingleton();
        HashSet<int> minority = [cluster.Addresses[first], cluster.Addresses[(first + 1) % 5]];
        var cut = NodeProcess.Now;
        cluster.Proxy!.Cut(port => minority.Contains(port) ? 1 : 0);
        var ends = new Dictionary<NodeProcess, long>();
        foreach (var node in cluster.Nodes.Where(node => minority.Contains(node.Port)))
        {
            Assert.Equal(NodeProgram.DownedExitCode, await node.Exits(Wait));
            ends[node] = await node.Says(static line => line == "ended ClusterDowningReason", Wait);
            output.WriteLine($"node {node.Port} of the minority ended {ends[node] - cut} ms after the cut");
        }

        foreach (var node in cluster.Nodes.Where(node => !minority.Contains(node.Port)))
        {
            var whole = await node.Says(line => ProcessCluster.IsWhole(line)
                && !minority.Any(port => line.Contains($"{port}", StringComparison.Ordinal)), Wait, cut);
            output.WriteLine($"node {node.Port} found all in the majority {whole - cut} ms after the cut");
            Assert.False(node.HasExited);
        }

        var all = cluster.Tenancies(node => ends.GetValueOrDefault(node, long.MaxValue)).ToList();
        Assert.Equal([], from one in all
                         from other in all
                         where one.Thing == other.Thing && one.Node < other.Node
                             && one.From < other.To && other.From < one.To
                         select $"{one.Thing} on {one.Node} {one.From - cut}..{one.To - cut} and on {other.Node} "
                             + $"{other.From - cut}..{other.To - cut}");
    }
}
