using BigGraphActors.Engine.Local;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Local;

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
        RunSettings settings = Grouped(graph) with { Workers = workers, NumEpochs = 1 };

        TrainingReport first = LocalTraining.Train(settings, null, CancellationToken.None);
        TrainingReport all = LocalTraining.Train(settings with { NumEpochs = 30 }, null, CancellationToken.None);

        Assert.Equal(TinyEdges, first.Edges);
        Assert.Equal(29 * TinyEdges, all.Edges);
        Assert.True(all.LossPerEdge < first.LossPerEdge / 2, $"{first.LossPerEdge} became {all.LossPerEdge}");
    }

    [Fact]
    public void One_worker_and_a_seed_repeat_a_run()
    {
        Assert.Equal(LossOf(42), LossOf(42));
        Assert.NotEqual(LossOf(42), LossOf(43));

        static double LossOf(long seed)
        {
            using TinyGraph graph = new(dynamic: true);
            return LocalTraining.Train(Grouped(graph) with { Seed = seed }, null, CancellationToken.None).LossPerEdge;
        }
    }

    [Fact]
    public void A_diverging_run_stops_with_the_reason()
    {
        using TinyGraph graph = new(dynamic: true);
        RunSettings settings = Grouped(graph) with { Lr = 1e30, NumEpochs = 50 };

        TrainingDivergedException failure = Assert.Throws<TrainingDivergedException>(() =>
            LocalTraining.Train(settings, null, CancellationToken.None));
        Assert.Contains("lr", failure.Message, StringComparison.Ordinal);
    }

    private static RunSettings Grouped(TinyGraph graph) => graph.Settings with
    {
        Relations = [graph.Settings.Relations[0] with { AllNegs = true }],
        GroupQueries = true,
    };
}
