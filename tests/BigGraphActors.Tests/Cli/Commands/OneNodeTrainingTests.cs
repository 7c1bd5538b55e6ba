using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>What <c>biggraph train</c> does with a whole run.</summary>
public sealed class OneNodeTrainingTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Training_lowers_the_loss_and_raises_the_rank(int partitions, bool dynamic)
    {
        using TinyGraph graph = new(partitions, dynamic);
        List<double> losses = [];
        RunSettings settings = graph.Settings with { NumEpochs = 30 };
        OneNodeRun.Train(settings with { NumEpochs = 0 });
        OneNodeRun.Train(
            settings,
            happened =>
            {
                if (happened is PassFinished pass)
                {
                    losses.Add(pass.Loss);
                }
            });

        Assert.Equal(30, losses.Count);
        Assert.True(losses[^1] < 0.7 * losses[0], $"loss went from {losses[0]} to {losses[^1]}");
        RankingReport report = CheckpointEvaluation.Evaluate(
            settings, new EvaluationRequest { Candidates = CandidateScope.All }, null, CancellationToken.None);
        Assert.Equal(240, report.Count);
        Assert.True(report.Pessimistic.Reciprocal > 0.3, $"MRR {report.Pessimistic.Reciprocal}");
    }

    [Theory]
    [InlineData(ComparatorKind.L2)]
    [InlineData(ComparatorKind.Cos)]
    public void Candidates_beyond_one_panel_are_ranked_by_every_comparator(ComparatorKind comparator)
    {
        using TinyGraph graph = new(nodes: 1300);
        RunSettings settings = graph.Settings with { Comparator = comparator, NumEpochs = 1, Workers = 2 };
        OneNodeRun.Train(settings);
        RankingReport report = CheckpointEvaluation.Evaluate(
            settings,
            new EvaluationRequest { Candidates = CandidateScope.All, FilterPaths = settings.EdgePaths },
            null,
            CancellationToken.None);
        Assert.Equal(2600, report.Count);
        Assert.InRange(report.Pessimistic.Rank, 1, 1300);
    }

    [Fact]
    public void A_run_in_two_halves_ends_at_the_same_version_with_all_epochs_in_its_statistics()
    {
        using TinyGraph graph = new(partitions: 2);
        OneNodeRun.Train(graph.Settings with { NumEpochs = 2 });
        TrainingReport second = OneNodeRun.Train(graph.Settings);

        CheckpointDirectory checkpoint = new(graph.Settings.CheckpointPath);
        Assert.Equal(2, second.Passes);
        Assert.Equal(4, checkpoint.ReadVersion());
        Assert.Equal(Enumerable.Range(0, 16).Select(index => (long)index), checkpoint.ReadStats().Select(line => line.Index));
    }

    [Fact]
    public void One_worker_and_one_seed_give_the_same_vectors_twice()
    {
        using TinyGraph graph = new(partitions: 2);
        byte[][] runs = [.. Enumerable.Range(0, 2).Select(run =>
        {
            RunSettings settings = graph.Settings with { CheckpointPath = graph.Settings.CheckpointPath + run };
            OneNodeRun.Train(settings with { BucketOrder = BucketOrder.InsideOut });
            string file = new CheckpointDirectory(settings.CheckpointPath)
                .EmbeddingsPath(new BigGraphActors.Schema.Graph.PartitionId("node", 1), 4);
            return ValuesOf(file);
        })];
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public void Preserved_epochs_stay_on_disk_and_others_are_deleted()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with { NumEpochs = 5, CheckpointPreservationInterval = 2, NumEdgeChunks = 2 };
        OneNodeRun.Train(settings);

        string folder = settings.CheckpointPath;
        int[] kept = [.. Directory.EnumerateFiles(folder, "model.v*.h5")
            .Select(path => int.Parse(Path.GetFileName(path)[7..^3]))
            .Order()];
        Assert.Equal([4, 8, 10], kept);
        Assert.Equal("4", File.ReadAllText(Path.Combine(folder, "epoch_2", "checkpoint_version.txt")).Trim());
        Assert.Equal("8", File.ReadAllText(Path.Combine(folder, "epoch_4", "checkpoint_version.txt")).Trim());
        Assert.True(File.Exists(Path.Combine(folder, "epoch_4", "embeddings_node_0.v8.h5")));
    }

    [Fact]
    public void Held_out_edges_are_evaluated_before_and_after_each_bucket()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with { EvalFraction = 0.1, EvalNumBatchNegs = 10, EvalNumUniformNegs = 20 };
        List<BucketTrained> buckets = [];
        OneNodeRun.Train(
            settings,
            happened =>
            {
                if (happened is BucketTrained trained)
                {
                    buckets.Add(trained);
                }
            });

        Assert.Equal(Enumerable.Repeat((216L, 24L), 4), buckets.Select(bucket => (bucket.Edges, bucket.HeldOutEdges)));
        double? first = buckets[0].ReciprocalRankBefore;
        double? last = buckets[^1].ReciprocalRankAfter;
        Assert.True(last > first, $"MRR of held-out edges went from {first} to {last}");
        TrainingStatsLine average = new CheckpointDirectory(settings.CheckpointPath).ReadStats().ElementAt(1);
        Assert.NotNull(average.EvalStatsChunkAvg);
    }

    [Fact]
    public void Stopping_leaves_the_last_whole_version()
    {
        using TinyGraph graph = new(partitions: 2);
        using CancellationTokenSource stop = new();
        int trained = 0;
        RunSettings settings = graph.Settings with { NumEpochs = 1000 };
        Assert.ThrowsAny<OperationCanceledException>(() => OneNodeRun.Train(
            settings,
            happened =>
            {
                if (happened is BucketTrained && ++trained == 7)
                {
                    stop.Cancel();
                }
            },
            stop.Token));

        CheckpointDirectory checkpoint = new(settings.CheckpointPath);
        int version = checkpoint.ReadVersion();
        Assert.InRange(version, 1, 999);
        Assert.NotNull(checkpoint.TryReadModel(version));
        Assert.Equal(version + 2, OneNodeRun.Train(settings with { NumEpochs = version + 2 }).Version);
    }

    private static byte[] ValuesOf(string file)
    {
        using BigGraphActors.Storage.Hdf5.Hdf5File opened = BigGraphActors.Storage.Hdf5.Hdf5File.Open(file);
        var dataset = opened.Root.TryGetDataset("embeddings");
        float[] values = new float[dataset!.ElementCount];
        dataset.ReadSingle(0, values);
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
