using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Training;

public class BucketTrainerTests
{
    [Theory]
    [InlineData(1000, 50, 1, 1000)]
    [InlineData(1000, 50, 2, 500)]
    [InlineData(1000, 50, 3, 350)]
    [InlineData(1000, 50, 64, 50)]
    [InlineData(1000, 0, 4, 250)]
    [InlineData(10, 50, 4, 10)]
    public void Threads_share_a_batch_in_whole_negative_blocks(int batch, int block, int threads, int expected)
    {
        RunSettings settings = new()
        {
            Entities = [],
            Relations = [],
            Dimension = 1,
            EntityPath = string.Empty,
            EdgePaths = [],
            CheckpointPath = string.Empty,
            BatchSize = batch,
            NumBatchNegs = block,
        };
        Assert.Equal(expected, BucketTrainer.StepEdges(settings, threads));
    }
}
