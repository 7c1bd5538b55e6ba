using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Checkpoints;

public class EdgeSlicesTests
{
    [Theory]
    [InlineData(1000, 1)]
    [InlineData(240, 1)]
    [InlineData(239, 2)]
    [InlineData(60, 4)]
    [InlineData(1, 240)]
    public void Without_a_number_the_slices_follow_the_edges_of_the_first_bucket(int most, int expected)
    {
        using TinyGraph graph = new();
        using EdgeReader edges = new(graph.Settings with { MaxEdgesPerChunk = most });
        Assert.Equal(expected, edges.SliceCount);
    }

    [Fact]
    public void A_run_in_slices_trains_every_edge_once_an_epoch()
    {
        using TinyGraph graph = new(partitions: 2);
        RunSettings settings = graph.Settings with
        {
            NumEdgeChunks = 3,
            NumEpochs = 2,
            EdgePaths = [graph.Settings.EdgePaths[0], graph.Settings.EdgePaths[0]],
        };

        TrainingReport report = OneNodeRun.Train(settings);

        Assert.Equal(2 * 2 * 240, report.Edges);
        Assert.Equal(2 * 2 * 3, report.Version);
    }

    [Fact]
    public void A_count_of_no_dynamic_relations_makes_a_static_model()
    {
        using TinyGraph graph = new(dynamic: true);
        ModelPlan plan = new(graph.Settings, _ => 120, dynamicRelationCount: 0);
        Assert.False(plan.IsDynamic);
        Assert.Equal(1, plan.RelationCount);
    }
}
