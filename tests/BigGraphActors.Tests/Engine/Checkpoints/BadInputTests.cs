using BigGraphActors.Cli;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Engine.Checkpoints;

public class BadInputTests
{
    [Fact]
    public void A_checkpoint_of_another_dimension_is_refused_and_left_as_it_was()
    {
        using TinyGraph graph = new();
        OneNodeRun.Train(graph.Settings with { NumEpochs = 1 });
        byte[] before = File.ReadAllBytes(new CheckpointDirectory(graph.Settings.CheckpointPath).ModelPath(1));

        FailedException failure = Assert.Throws<FailedException>(
            () => OneNodeRun.Train(graph.Settings with { Dimension = 24, NumEpochs = 2 }));

        Assert.Contains("20", failure.Message, StringComparison.Ordinal);
        Assert.Contains("24", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(new CheckpointDirectory(graph.Settings.CheckpointPath).ModelPath(1)));
        Assert.Equal(1, new CheckpointDirectory(graph.Settings.CheckpointPath).ReadVersion());
    }

    [Fact]
    public void A_missing_table_at_a_committed_version_is_not_started_anew()
    {
        using TinyGraph graph = new(partitions: 2);
        OneNodeRun.Train(graph.Settings with { NumEpochs = 1 });
        CheckpointDirectory checkpoint = new(graph.Settings.CheckpointPath);
        File.Delete(checkpoint.EmbeddingsPath(new PartitionId("node", 1), 1));

        FailedException failure = Assert.Throws<FailedException>(
            () => OneNodeRun.Train(graph.Settings with { NumEpochs = 2 }));
        Assert.Contains("node_1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_table_is_refused_by_name()
    {
        using TinyGraph graph = new();
        OneNodeRun.Train(graph.Settings with { NumEpochs = 1 });
        string path = new CheckpointDirectory(graph.Settings.CheckpointPath).EmbeddingsPath(new PartitionId("node", 0), 1);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(file.Length / 2);
        }

        FailedException failure = Assert.Throws<FailedException>(
            () => OneNodeRun.Train(graph.Settings with { NumEpochs = 2 }));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_beyond_the_entities_is_refused_with_its_file_and_number()
    {
        using TinyGraph graph = new();
        graph.ForgetIdentity();
        new EntityDirectory(graph.Settings.EntityPath).WriteCount(new PartitionId("node", 0), 50);
        FailedException failure = Assert.Throws<FailedException>(() => OneNodeRun.Train(graph.Settings));
        Assert.Matches(@"edges_0_0\.h5, edge \d+: .* expected 0 to 49", failure.Message);
    }

    [Fact]
    public void A_diverging_run_stops_with_the_reason_and_keeps_its_checkpoint()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with
        {
            Lr = 1e30,
            Comparator = ComparatorKind.SquaredL2,
            LossFn = LossKind.Logistic,
            NumEpochs = 50,
        };
        FailedException failure = Assert.Throws<FailedException>(() => OneNodeRun.Train(settings));
        Assert.Contains("lr", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_without_a_checkpoint_says_so()
    {
        using TinyGraph graph = new();
        CheckpointMismatchException failure = Assert.Throws<CheckpointMismatchException>(() => CheckpointEvaluation.Evaluate(
            graph.Settings, new BigGraphActors.Engine.Evaluation.EvaluationRequest(), null, CancellationToken.None));
        Assert.Contains("Was it trained?", failure.Message, StringComparison.Ordinal);
    }
}
