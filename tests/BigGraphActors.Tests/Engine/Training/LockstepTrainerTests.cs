using System.Runtime.InteropServices;
using BigGraphActors.Engine.Local;
using BigGraphActors.Engine.Training;
using BigGraphActors.Engine.Training.Events;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Engine.Local;

namespace BigGraphActors.Tests.Engine.Training;

public class LockstepTrainerTests
{
    public static TheoryData<string> Models => ["static", "dynamic", "all", "uniform", "norm", "regular", "parts"];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_result_is_the_same_to_the_bit_on_one_two_and_three_threads(string model)
    {
        string one = Trained(model, 1);

        Assert.Equal(one, Trained(model, 2));
        Assert.Equal(one, Trained(model, 3));
        Assert.Equal(one, Trained(model, 20));
    }

    [Fact]
    public void Another_seed_gives_another_result() =>
        Assert.NotEqual(Trained("static", 2), Trained("static", 2, seed: 43));

    [Fact]
    public void It_learns_as_one_thread_does_by_itself()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with { NumEpochs = 8 };
        double alone = LocalTraining.Train(settings, null, CancellationToken.None).LossPerEdge;
        double lockstep = LocalTraining.Train(
            settings with { Deterministic = true, Workers = 2, CheckpointPath = settings.CheckpointPath + "2" },
            null,
            CancellationToken.None).LossPerEdge;

        Assert.InRange(lockstep / alone, 0.8, 1.25);
    }

    [Fact]
    public void A_failure_of_one_thread_ends_the_others()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with { Deterministic = true, Workers = 3, Lr = 1e30 };

        Assert.Throws<TrainingDivergedException>(() => LocalTraining.Train(settings, null, CancellationToken.None));
    }

    [Theory]
    [InlineData(1000, 50)]
    [InlineData(999, 50)]
    [InlineData(7, 50)]
    [InlineData(1000, 1)]
    public void Parts_cover_a_batch_in_order_and_begin_at_blocks(int edges, int blockRows)
    {
        int next = 0;
        for (int lane = 0; lane < LockstepTrainer.Lanes; lane++)
        {
            StepPart part = StepPart.Of(lane, LockstepTrainer.Lanes, edges, blockRows);
            Assert.Equal(next, part.Start);
            Assert.True(part.Start == edges || part.Start % blockRows == 0);
            next += part.Count;
        }

        Assert.Equal(edges, next);
    }

    /// <summary>All vectors, parameters and statistics after a run, as text.</summary>
    private static string Trained(string model, int threads, long seed = 42)
    {
        using TinyGraph graph = new(partitions: model == "parts" ? 3 : 1, dynamic: model is "dynamic" or "regular");
        RunSettings settings = Of(model, graph.Settings) with { Deterministic = true, Workers = threads, Seed = seed };
        List<string> facts = [];
        LocalTraining.Train(
            settings,
            happened =>
            {
                if (happened is BucketTrained { Report: var report })
                {
                    facts.Add($"{report.Lease.Bucket} {report.Training} {report.HeldOutBefore} {report.HeldOutAfter}");
                }
            },
            CancellationToken.None);
        CheckpointDirectory checkpoint = new(settings.CheckpointPath);
        int version = checkpoint.ReadVersion();
        for (int part = 0; part < settings.Entities[0].Value.NumPartitions; part++)
        {
            PartitionId partition = new("node", part);
            (long rows, int dim) = checkpoint.TryReadShape(partition, version)!.Value;
            using EmbeddingTable table = new(rows, dim);
            Assert.True(checkpoint.TryReadEmbeddings(partition, version, table));
            facts.Add(Convert.ToHexString(MemoryMarshal.AsBytes(table.Values.AsSpan())));
            facts.Add(Convert.ToHexString(MemoryMarshal.AsBytes(table.RowSums.AsSpan())));
        }

        foreach (ModelParameter parameter in checkpoint.TryReadModel(version)!.Parameters)
        {
            facts.Add(string.Join(' ', parameter.Values));
        }

        return string.Join('\n', facts);
    }

    private static RunSettings Of(string model, RunSettings settings) => model switch
    {
        "all" => settings with { Relations = [.. settings.Relations.Select(one => one with { AllNegs = true })] },
        "uniform" => settings with { NumBatchNegs = 0, EvalFraction = 0.2 },
        "norm" => settings with { MaxNorm = 0.5, GlobalEmb = true, InitScale = 0.3 },
        "regular" => settings with { RegularizationCoef = 0.01 },
        _ => settings,
    };
}
