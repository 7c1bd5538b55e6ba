using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Engine.Checkpoints;

public class EarlyStoppingTests
{
    [Fact]
    public void A_run_ends_when_nothing_better_comes_and_the_best_is_kept()
    {
        using TinyGraph graph = new(partitions: 2);
        RunSettings settings = Validating(graph, patience: 2) with { NumEpochs = 500 };
        List<EvaluationDone> found = [];

        TrainingReport report = OneNodeRun.Train(
            settings, happened => found.AddRange(happened is EvaluationDone v ? [v] : []));

        Assert.True(report.IsEndedByValidation);
        Assert.True(report.Passes < 500, $"{report.Passes} passes");
        Assert.Equal(2, found.Count - 1 - found.FindLastIndex(v => v.IsBest));
        Assert.True(found[^1].EndsRun);
        Assert.Equal(found.Where(v => v.IsBest).Last().Value, report.Best!.Value);
        Assert.Equal(found.Max(v => v.Value), report.Best.Value);
        RankingReport best = CheckpointEvaluation.Evaluate(
            settings with { CheckpointPath = Path.Combine(settings.CheckpointPath, "best") },
            new EvaluationRequest { Candidates = CandidateScope.All },
            null,
            CancellationToken.None);
        Assert.Equal(report.Best.Version, best.Protocol.Version);
        Assert.Equal(report.Best.Value, best.Pessimistic.Reciprocal, 6);
    }

    [Fact]
    public void An_ended_run_stays_ended_and_more_patience_goes_on()
    {
        using TinyGraph graph = new();
        RunSettings settings = Validating(graph, patience: 1) with { NumEpochs = 500 };
        TrainingReport first = OneNodeRun.Train(settings);

        TrainingReport again = OneNodeRun.Train(settings);
        Assert.Equal(0, again.Passes);
        Assert.True(again.IsEndedByValidation);
        List<EvaluationDone> found = [];
        TrainingReport more = OneNodeRun.Train(
            Validating(graph, patience: 2) with { NumEpochs = 500 },
            happened => found.AddRange(happened is EvaluationDone v ? [v] : []));

        Assert.NotEmpty(found);
        Assert.True(more.IsEndedByValidation);
        Assert.True(more.Best!.Value >= first.Best!.Value);
    }

    [Fact]
    public void Metrics_that_are_better_when_lower_are_compared_so()
    {
        using TinyGraph graph = new();
        RunSettings settings = Validating(graph, patience: 0) with { NumEpochs = 6 };
        settings = settings with { Validation = settings.Validation! with { Metric = ValidationMetric.PosRank, Every = 2 } };
        List<EvaluationDone> found = [];

        OneNodeRun.Train(
            settings, happened => found.AddRange(happened is EvaluationDone v ? [v] : []));

        Assert.Equal([2, 4, 6], found.Select(v => v.Epoch));
        Assert.All(found, v => Assert.Equal("pos_rank", v.Metric));
        double lowest = double.PositiveInfinity;
        foreach (EvaluationDone v in found)
        {
            Assert.Equal(v.Value < lowest, v.IsBest);
            lowest = Math.Min(lowest, v.Value);
        }
    }

    [Fact]
    public void A_copy_that_was_interrupted_leaves_the_old_best()
    {
        using TinyGraph graph = new();
        OneNodeRun.Train(graph.Settings);
        CheckpointDirectory checkpoint = new(graph.Settings.CheckpointPath);
        BestCheckpoint.Keep(checkpoint, 4);
        string best = BestCheckpoint.PathOf(checkpoint);
        Directory.Move(best, best + ".old");
        Directory.CreateDirectory(best + ".tmp");

        BestCheckpoint.Keep(checkpoint, 4);

        Assert.Equal(4, new CheckpointDirectory(best).ReadVersion());
        Assert.False(Directory.Exists(best + ".old") || Directory.Exists(best + ".tmp"));
    }

    private static RunSettings Validating(TinyGraph graph, int patience) => graph.Settings with
    {
        Validation = new ValidationSettings { EdgePaths = graph.Settings.EdgePaths, Filtered = false, Patience = patience },
    };
}
