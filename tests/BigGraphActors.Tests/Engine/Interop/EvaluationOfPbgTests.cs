using System.Text.Json;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Interop;

/// <summary>Models trained by PBG give the metrics that PBG itself printed for them.</summary>
public class EvaluationOfPbgTests
{
    public static TheoryData<string> Names() => Fixture.Names();

    /// <summary>Entities with features can only be ranked among an edge's own negatives.</summary>
    public static TheoryData<string> NamesWithoutFeatures() => Fixture.NamesWithoutFeatures();

    [SharedDataTheory]
    [MemberData(nameof(Names))]
    public void A_checkpoint_of_pbg_evaluates_to_its_printed_metrics(string name)
    {
        using Fixture fixture = new(name);
        bool featurized = fixture.Settings.Entities.Any(entity => entity.Value.Featurized);
        RunSettings settings = fixture.Settings with { EdgePaths = [fixture.TestEdges], NumUniformNegs = 0 };
        EvaluationRequest request = new()
        {
            Candidates = featurized ? CandidateScope.Config : CandidateScope.Partition,
        };

        RankingReport report = CheckpointEvaluation.Evaluate(settings, request, null, CancellationToken.None);

        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(fixture.Folder, "eval.json")));
        JsonElement printed = expected.RootElement.GetProperty("stats");
        Assert.NotEqual(0, printed.GetArrayLength());
        foreach (JsonElement stats in printed.EnumerateArray())
        {
            RankingSums sums = stats.GetProperty("bucket") is { ValueKind: JsonValueKind.Array } bucket
                ? report.Buckets.Single(b => b.Bucket == new Bucket(bucket[0].GetInt32(), bucket[1].GetInt32())).Sums
                : report.Total;
            ShouldEqual(stats, sums, name);
        }
    }

    [SharedDataTheory]
    [MemberData(nameof(NamesWithoutFeatures))]
    public void Ranks_among_all_partitions_are_never_better_than_in_one(string name)
    {
        using Fixture fixture = new(name);
        RunSettings settings = fixture.Settings with { EdgePaths = [fixture.TestEdges] };
        RankingReport part = CheckpointEvaluation.Evaluate(
            settings, new EvaluationRequest { Candidates = CandidateScope.Partition }, null, CancellationToken.None);
        RankingReport whole = CheckpointEvaluation.Evaluate(
            settings, new EvaluationRequest { Candidates = CandidateScope.All }, null, CancellationToken.None);

        Assert.Equal(part.Count, whole.Count);
        bool partitioned = settings.Entities.Any(entity => entity.Value.NumPartitions > 1);
        Assert.True(whole.Pessimistic.Rank >= part.Pessimistic.Rank);
        Assert.Equal(partitioned, whole.Pessimistic.Rank > part.Pessimistic.Rank);
    }

    [SharedDataTheory]
    [MemberData(nameof(NamesWithoutFeatures))]
    public void Filtering_never_makes_a_rank_worse(string name)
    {
        using Fixture fixture = new(name);
        RunSettings settings = fixture.Settings with { EdgePaths = [fixture.TestEdges] };
        foreach (CandidateScope scope in new[] { CandidateScope.Partition, CandidateScope.All })
        {
            EvaluationRequest raw = new() { Candidates = scope };
            EvaluationRequest filtered = raw with
            {
                FilterPaths = [fixture.TestEdges, Path.Combine(fixture.Folder, "train")],
            };
            RankingReport before = CheckpointEvaluation.Evaluate(settings, raw, null, CancellationToken.None);
            RankingReport after = CheckpointEvaluation.Evaluate(settings, filtered, null, CancellationToken.None);
            Assert.True(after.Pessimistic.Rank < before.Pessimistic.Rank, $"{scope}: nothing was filtered");
            Assert.True(after.Protocol.Filtered);
        }
    }

    private static void ShouldEqual(JsonElement stats, RankingSums sums, string name)
    {
        JsonElement metrics = stats.GetProperty("metrics");
        Assert.Equal(stats.GetProperty("count").GetInt64(), sums.Count);
        RankSums mean = sums.Pessimistic.PerEdge(sums.Count);
        Close("loss", sums.Loss / sums.Count);
        Close("pos_rank", mean.Rank);
        Close("mrr", mean.Reciprocal);
        Close("r1", mean.Within1);
        Close("r10", mean.Within10);
        Close("r50", mean.Within50);

        void Close(string property, double actual)
        {
            double expected = metrics.GetProperty(property).GetDouble();
            Assert.True(
                Math.Abs(expected - actual) <= 2e-5 * Math.Max(1, Math.Abs(expected)),
                $"{name} {stats.GetProperty("bucket")} {property}: {actual}, expected {expected}");
        }
    }
}
