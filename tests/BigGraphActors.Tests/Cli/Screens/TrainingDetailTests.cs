using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cli.Screens;

public class TrainingDetailTests
{
    [Fact]
    public void Without_verbose_a_pass_is_one_line()
    {
        string[] lines = Watch(verbose: 0);

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("training with", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("epoch 1/2: loss", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_shows_the_settings_and_every_phase_of_every_bucket()
    {
        string[] lines = Watch(verbose: 1);

        Assert.Contains("setting num_epochs = 2", lines);
        Assert.Contains("setting verbose = 1", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("setting margin", StringComparison.Ordinal));
        Assert.Contains("edge path data/train", lines);
        Assert.Contains("bucket ( 0 , 1 ), 2 of 4: 90 edges in memory", lines);
        Assert.Contains(
            "bucket ( 0 , 1 ): trained 80 edges in 0.50 s (160 edges/s), loss 2.0000, regulariser 0.5000, violators "
            + "1.0000 left, 3.0000 right; held out 10 edges: MRR 0.2500 before, 0.5000 after, in 0.25 s; "
            + "input and output 2.00 KiB in 0.10 s",
            lines);
        Assert.Contains("checkpoint version 1 written in 0.20 s", lines);
    }

    private static string[] Watch(int verbose)
    {
        RunSettings settings = SettingsReader.Read(
            """
            biggraph {
              entity_path = data/entities
              edge_paths = [data/train]
              checkpoint_path = data/model
              entities { user { num_partitions = 2 } }
              relations = [{ name = follows, lhs = user, rhs = user }]
              dimension = 4
              num_epochs = 2
            }
            """,
            "run.conf",
            [$"verbose={verbose}"]).Settings;
        using StringWriter error = new();
        TrainingWatch watch = new(new Terminal(TextWriter.Null, error, false, false), settings);
        foreach (RunEvent happened in Events())
        {
            watch.Tell(happened);
        }

        return error.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
    }

    private static IEnumerable<RunEvent> Events()
    {
        yield return new RunStarted("data/model", 0, 2, 2, 4, 7);
        yield return new PassStarted(0, 0, 0, 0);
        yield return new BucketStarted(90, Remaining: 2, Threads: 1) { Bucket = new Bucket(0, 1) };
        yield return new BucketTrained
        {
            Bucket = new Bucket(0, 1),
            Edges = 80,
            Loss = 2,
            Regularization = 0.5,
            LhsViolators = 1,
            RhsViolators = 3,
            HeldOutEdges = 10,
            ReciprocalRankBefore = 0.25,
            ReciprocalRankAfter = 0.5,
            TrainingSeconds = 0.5,
            EvaluationSeconds = 0.25,
            InputOutputSeconds = 0.1,
            InputOutputBytes = 2048,
        };
        yield return new CheckpointCommitted(1, 0.2);
        yield return new PassFinished(0, 0, 0, 0, 80, 2, 0.5, 1);
    }
}
