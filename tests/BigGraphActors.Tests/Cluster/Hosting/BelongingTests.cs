using System.Diagnostics;
using System.Net.Sockets;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Processes of the real program, and somebody who does not belong to them.</summary>
[Collection(nameof(ClusterProcesses))]
public sealed class BelongingTests : IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 4, dynamic: true, nodes: 4000);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task A_worker_with_another_secret_ends_with_the_reason_and_the_run_of_the_others_goes_on()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed(keys: "node.secret=good");
        Process worker = bed.StartNode("node.roles=worker", "node.threads=1", "node.secret=good");
        bed.WaitFor<CheckpointCommitted>(_ => true);
        Process stranger = bed.StartNode("node.roles=worker", "node.threads=1", "node.secret=bad");
        Assert.Equal(2, bed.ExitOf(stranger));
        Assert.Single(bed.Words, line => line.StartsWith($"{stranger.Id}: error", StringComparison.Ordinal)
            && line.Contains("does not take this node's secret (node.secret)", StringComparison.Ordinal));
        bed.WaitForVersionAfter(bed.Told[^1]);
        Assert.Empty(bed.Events.OfType<LeaseLost>());
        await bed.StopRunAsync(keys: "node.secret=good");
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
        ClusterBed.CheckPublished(settings);
        Assert.Single(bed.Words, line => line.StartsWith($"{seed.Id}: ", StringComparison.Ordinal)
            && line.Contains("does not know this cluster's secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_of_strangers_do_not_stop_a_training_and_are_a_few_lines_in_the_log()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process worker = bed.StartWorker();
        bed.WaitFor<CheckpointCommitted>(_ => true);
        for (int i = 0; i < 10; i++)
        {
            foreach (byte[] bytes in HostileBytes.OfEachKind(seed: i))
            {
                using TcpClient stranger = new("127.0.0.1", bed.Ports[0]);
                HostileBytes.Say(stranger, bytes);
                Assert.True(HostileBytes.HasEnded(stranger));
            }
        }

        bed.WaitForVersionAfter(bed.Told[^1]);
        Assert.Empty(bed.Events.OfType<LeaseLost>());
        await bed.StopRunAsync();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
        ClusterBed.CheckPublished(settings);
        string[] log = [.. bed.Words.Where(line => line.StartsWith($"{seed.Id}: ", StringComparison.Ordinal))];
        Assert.DoesNotContain(log, line => line.Contains("   at ", StringComparison.Ordinal));
        Assert.InRange(log.Count(line => line.Contains("Turned away", StringComparison.Ordinal)), 1, 5);
        Assert.InRange(log.Length, 1, 30);
    }
}
