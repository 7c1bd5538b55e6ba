using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Engine.Checkpoints;

public class InitialCheckpointTests
{
    [Fact]
    public void A_start_from_a_folder_without_a_checkpoint_is_refused()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with { InitPath = graph.Settings.CheckpointPath + "-absent" };

        CheckpointMismatchException error = Assert.Throws<CheckpointMismatchException>(
            () => OneNodeRun.Train(settings));

        Assert.Contains("-absent holds no checkpoint", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(settings.InitPath), "nothing is made where nothing was");
    }

    [Fact]
    public void A_run_starts_from_the_vectors_of_another_checkpoint()
    {
        using TinyGraph graph = new(partitions: 2);
        OneNodeRun.Train(graph.Settings);
        RunSettings settings = graph.Settings with
        {
            InitPath = graph.Settings.CheckpointPath,
            CheckpointPath = graph.Settings.CheckpointPath + "-next",
            NumEpochs = 1,
            Lr = 0,
        };

        OneNodeRun.Train(settings);

        PartitionId part = new("node", 1);
        using EmbeddingTable before = new(60, 20);
        using EmbeddingTable after = new(60, 20);
        Assert.True(new CheckpointDirectory(settings.InitPath).TryReadEmbeddings(part, 4, before));
        Assert.True(new CheckpointDirectory(settings.CheckpointPath).TryReadEmbeddings(part, 1, after));
        Assert.Equal(before.Row(7).ToArray(), after.Row(7).ToArray());
    }
}
