using System.Diagnostics;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Processes of the real program, and a network between them that is cut and made whole again.</summary>
[Collection(nameof(ClusterProcesses))]
public sealed class ClusterSplitTests : IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 4, dynamic: true, nodes: 4000);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Of_a_netsplit_only_the_larger_side_publishes_and_the_smaller_comes_back()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings, seeds: 2);
        int[] ports = [.. bed.Ports, .. ClusterBed.FreePorts(1)];
        using SplitProxy network = new(ports);
        bed.PublicPorts = network.Ports[..2];
        Process first = bed.StartSeed();
        string name = bed.WaitForTold<RunStarted>(_ => true).Node;
        Process second = bed.StartSeed(index: 1);
        bed.WaitFor<NodeUp>(node => bed.IsSeed(1, node.Name));
        Process worker = bed.StartWorker(ports[2], network.Ports[2]);
        bed.WaitForTold<CheckpointCommitted>(
            told => told.Event is CheckpointCommitted { Version: >= 2 } && bed.IsSeed(0, told.Node));

        network.Cut(port => port == network.Ports[0] ? 1 : 0);
        NodeEvent moved = bed.WaitForTold<CheckpointCommitted>(told => bed.IsSeed(1, told.Node));
        network.Cut(_ => 0);
        bed.WaitForVersionAfter(bed.WaitForTold<NodeUp>(
            told => told.Event is NodeUp node && bed.IsSeed(0, node.Name) && node.Name != name));
        await bed.StopRunAsync(seed: 1);
        Assert.Equal(0, bed.ExitOf(second));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(first));
        ClusterBed.CheckPublished(settings);
        Assert.DoesNotContain(
            bed.Told,
            told => told.Event is CheckpointCommitted && bed.IsSeed(0, told.Node) && told.At > moved.At);
    }
}
