using System.Diagnostics;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Processes of the real program, and a network between them that is cut and made whole again.</summary>
[Collection(nameof(ClusterProcesses))]
public sealed class ClusterSplitTests : IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 4, dynamic: true, nodes: 4000);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public void Of_a_netsplit_only_the_larger_side_publishes_and_the_smaller_comes_back()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 200 };
        using ClusterBed bed = new(settings, seeds: 2);
        int[] ports = [.. bed.Ports, .. ClusterBed.FreePorts(1)];
        using SplitProxy network = new(ports);
        bed.PublicPorts = network.Ports[..2];
        Process first = bed.StartSeed();
        bed.WaitFor<RunStarted>(_ => true);
        Process second = bed.StartSeed(index: 1);
        bed.WaitFor<NodeUp>(node => node.Name.StartsWith(bed.SeedNodes[1], StringComparison.Ordinal));
        Process worker = bed.StartWorker(ports[2], network.Ports[2]);
        bed.WaitFor<CheckpointCommitted>(version => version.Version >= 2 && IsOf(version, bed.SeedNodes[0]));

        network.Cut(port => port == network.Ports[0] ? 1 : 0);
        DateTimeOffset cut = DateTimeOffset.UtcNow;
        bed.WaitFor<CheckpointCommitted>(version => IsOf(version, bed.SeedNodes[1]));
        DateTimeOffset moved = bed.Events.OfType<CheckpointCommitted>().First(version => IsOf(version, bed.SeedNodes[1])).At;
        network.Cut(_ => 0);
        Assert.Equal(0, bed.ExitOf(second));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(first));
        ClusterBed.CheckWhole(settings);
        Assert.DoesNotContain(
            bed.Events.OfType<CheckpointCommitted>(), version => IsOf(version, bed.SeedNodes[0]) && version.At > moved);
        Assert.InRange(moved - cut, TimeSpan.Zero, TimeSpan.FromSeconds(90));
    }

    private static bool IsOf(RunEvent told, string node) => told.Node.StartsWith(node, StringComparison.Ordinal);
}
