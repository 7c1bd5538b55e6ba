using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training.Events;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cli.Screens;

public class TrainingDetailTests
{
    private static readonly BucketLease Lease = new(new Bucket(0, 1), new PassPosition(0, 0, 0), 1, 2, 2);

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
        foreach (TrainingEvent happened in Events())
        {
            watch.Tell(happened);
        }

        return error.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
    }

    private static IEnumerable<TrainingEvent> Events()
    {
        BatchStatistics sums = new(80, 160, 40, 80, 240);
        yield return new RunStarted(0, 2, 4, 1, 7);
        yield return new PassStarted(Lease.Position, "data/train");
        yield return new BucketStarted(Lease, 90);
        yield return new BucketTrained(new BucketReport
        {
            Lease = Lease,
            Training = sums,
            HeldOutBefore = Ranked(2.5),
            HeldOutAfter = Ranked(5),
            TrainingTime = TimeSpan.FromSeconds(0.5),
            EvaluationTime = TimeSpan.FromSeconds(0.25),
            InputOutputTime = TimeSpan.FromSeconds(0.1),
            InputOutputBytes = 2048,
        });
        yield return new CheckpointCommitted(1, TimeSpan.FromSeconds(0.2));
        yield return new PassFinished(Lease.Position, sums, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    private static RankingSums Ranked(double reciprocal) =>
        new() { Count = 10, Pessimistic = new RankSums(100, reciprocal, 1, 5, 9) };
}
