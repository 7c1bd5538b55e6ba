using System.Diagnostics;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Engine.Local;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Seed and worker processes of the real program: they train, die, come back, and end.</summary>
/// <remarks>Alone: processes that wait for a core behind other tests say nothing about the cluster.</remarks>
[Collection(nameof(ClusterProcesses))]
public sealed class ClusterRunTests : IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 4, dynamic: true, nodes: 4000);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public void A_seed_and_two_workers_train_every_bucket_once_a_pass_and_end()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 3 };
        using ClusterBed bed = new(settings);
        Process worker = bed.StartWorker();
        Process other = bed.StartWorker();
        Process seed = bed.StartSeed();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(other));
        CheckWhole(settings);
        Assert.Contains(bed.Events.OfType<RunFinished>(), end => end.Done);
        Assert.Equal(48, bed.Events.OfType<BucketTrained>().Select(bucket => bucket.Term).Distinct().Count());
    }

    [Fact]
    public void A_worker_that_is_killed_costs_its_bucket_and_nothing_else()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 30 };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process survivor = bed.StartWorker();
        Process victim = bed.StartWorker();
        bed.WaitFor<BucketTrained>(bucket => bucket.Pass >= 1);
        victim.Kill();
        Process late = bed.StartWorker();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(survivor));
        Assert.Equal(0, bed.ExitOf(late));
        CheckWhole(settings);
    }

    [Fact]
    public void A_seed_that_is_killed_takes_the_run_up_again_when_it_returns()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 30 };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process worker = bed.StartWorker();
        bed.WaitFor<CheckpointCommitted>(version => version.Version >= 2);
        seed.Kill();
        bed.ExitOf(seed);
        Process again = bed.StartSeed();
        Assert.Equal(0, bed.ExitOf(again));
        Assert.Equal(0, bed.ExitOf(worker));
        CheckWhole(settings);
    }

    private static void CheckWhole(RunSettings settings)
    {
        CheckpointDirectory checkpoint = new(settings.CheckpointPath);
        Assert.Equal(settings.NumEpochs, checkpoint.ReadVersion());
        Assert.Equal(4, checkpoint.FindPartitions(settings.NumEpochs).Count);
        foreach (PartitionId partition in checkpoint.FindPartitions(settings.NumEpochs))
        {
            (long rows, int dim) = checkpoint.TryReadShape(partition, settings.NumEpochs)!.Value;
            using EmbeddingTable table = new(rows, dim);
            Assert.True(checkpoint.TryReadEmbeddings(partition, settings.NumEpochs, table));
        }

        Assert.NotNull(checkpoint.TryReadModel(settings.NumEpochs));
        (int?, int?, int?)[] trained =
        [
            .. checkpoint.ReadStats().Where(line => line.LhsPartition is not null)
                .Select(line => ((int?)line.EpochIndex, (int?)line.LhsPartition, (int?)line.RhsPartition)),
        ];
        Assert.Equal(settings.NumEpochs * 16, trained.Length);
        Assert.Equal(trained.Length, trained.Distinct().Count());
    }
}
