using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Training;

/// <summary>Whole runs that train query by query.</summary>
public class GroupedTrainingTests
{
    private const int TinyEdges = 240;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void A_run_meets_every_edge_in_every_epoch_and_learns(int partitions, int workers)
    {
        using TinyGraph graph = new(partitions, dynamic: true);
        RunSettings settings = Grouped(graph) with { Workers = workers, NumEpochs = 30 };

        BatchStatistics[] epochs =
        [
            .. LoopBench.Train(settings)
                .GroupBy(bucket => bucket.Lease.Position.Epoch, bucket => bucket.Report.Training)
                .Select(parts => parts.Aggregate((sum, part) => sum + part)),
        ];

        Assert.Equal(Enumerable.Repeat<long>(TinyEdges, 30), epochs.Select(epoch => epoch.Count));
        Assert.True(
            epochs[^1].LossPerEdge < epochs[0].LossPerEdge / 2,
            $"{epochs[0].LossPerEdge} became {epochs[^1].LossPerEdge}");
    }

    [Fact]
    public void One_worker_and_a_seed_repeat_a_run()
    {
        Assert.Equal(LossOf(42), LossOf(42));
        Assert.NotEqual(LossOf(42), LossOf(43));

        static double LossOf(long seed)
        {
            using TinyGraph graph = new(dynamic: true);
            return LoopBench.LossOf(Grouped(graph) with { Seed = seed });
        }
    }

    [Fact]
    public void A_diverging_run_stops_with_the_reason()
    {
        using TinyGraph graph = new(dynamic: true);
        RunSettings settings = Grouped(graph) with { Lr = 1e30, NumEpochs = 50 };

        TrainingDivergedException failure =
            Assert.Throws<TrainingDivergedException>(() => LoopBench.Train(settings));
        Assert.Contains("lr", failure.Message, StringComparison.Ordinal);
    }

    private static RunSettings Grouped(TinyGraph graph) => graph.Settings with
    {
        Relations = [graph.Settings.Relations[0] with { AllNegs = true }],
        GroupQueries = true,
    };
}
