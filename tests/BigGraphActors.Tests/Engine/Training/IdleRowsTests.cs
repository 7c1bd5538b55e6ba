using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Engine.Training;

public class IdleRowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Vectors_that_no_gradient_reached_are_counted(int partitions)
    {
        using TinyGraph graph = new(partitions);
        RunSettings settings = graph.Settings with { NumUniformNegs = 0, NumEpochs = 1 };
        PartitionId last = new("node", partitions - 1);
        graph.ForgetIdentity();
        EntityDirectory entities = new(settings.EntityPath);
        entities.WriteCount(last, entities.ReadCount(last) + 5);

        Assert.Equal(5, OneNodeRun.Train(settings).IdleVectors);
    }

    [Fact]
    public void A_run_that_reaches_all_has_none()
    {
        using TinyGraph graph = new();
        TrainingReport report = OneNodeRun.Train(graph.Settings);
        Assert.Equal(0, report.IdleVectors);
    }
}
