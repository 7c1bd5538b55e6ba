using System.Text.Json;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Engine.Golden;

/// <summary>Ranking metrics against PBG's own numbers.</summary>
public class MetricsGoldenTests
{
    private const string File = "metrics.json";

    public static TheoryData<string> Cases() => GoldenFile.CaseNames(File);

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Scores_give_the_ranks_and_metrics_of_pbg(string name)
    {
        JsonElement element = GoldenFile.Open(File).Case(name).Element;
        RankingSums sums = SumsOf(element);
        ShouldEqual(element.GetProperty("sums"), sums, 1, name);
        ShouldEqual(element.GetProperty("averages"), sums, sums.Count, name);
    }

    [GoldenFact]
    public void Averages_of_two_batches_count_edges_and_not_batches()
    {
        JsonElement combined = GoldenFile.Open(File).Root.GetProperty("combined");
        RankingSums sums = combined.GetProperty("of").EnumerateArray()
            .Select(name => SumsOf(GoldenFile.Open(File).Case(name.GetString()!).Element))
            .Aggregate((left, right) => left.Add(right));
        ShouldEqual(combined.GetProperty("averages"), sums, sums.Count, "combined");
    }

    private static RankingSums SumsOf(JsonElement element)
    {
        RankingSums total = new();
        List<Side> sides = [];
        foreach (Side side in new[] { Side.Lhs, Side.Rhs })
        {
            if (GoldenTensor.Read(Scores(element, side, "neg")).Shape[1] > 0)
            {
                sides.Add(side);
            }
        }

        foreach (Side side in new[] { Side.Lhs, Side.Rhs })
        {
            total = total.Add(SideOf(element, side, sides));
        }

        return total with { Count = GoldenTensor.Read(Scores(element, Side.Lhs, "pos")).Floats.Length };
    }

    private static RankingSums SideOf(JsonElement element, Side side, List<Side> ranked)
    {
        using ScoreTile tile = new(new ScoreRule(ComparatorKind.Dot, false, null));
        GoldenTensor negatives = GoldenTensor.Read(Scores(element, side, "neg"));
        int columns = negatives.Shape[1];
        tile.Reset(negatives.Shape[0], columns);
        GoldenTensor.Read(Scores(element, side, "pos")).Floats.CopyTo(tile.Positives);
        for (int row = 0; row < tile.Rows; row++)
        {
            negatives.Floats.AsSpan(row * columns, columns).CopyTo(tile.Scores[(row * tile.Stride)..]);
        }

        Filter(element, side, tile);
        RankingSums sums = new();
        if (ranked.Contains(side))
        {
            sums = new TileRanks().Rank(tile, 1.0 / ranked.Count) with { Auc = (double)Auc(element, side, tile) / ranked.Count };
        }

        LossKind loss = Enum.Parse<LossKind>(element.GetProperty("loss_fn").GetString()!, true);
        float margin = element.TryGetProperty("margin", out JsonElement value) ? (float)value.GetDouble() : 0.1f;
        ReadOnlySpan<float> weights = element.GetProperty("weight").ValueKind == JsonValueKind.Null
            ? []
            : GoldenTensor.Read(element.GetProperty("weight")).Floats;
        return sums with { Loss = new LossRule(loss, margin).Apply(tile, weights, 1, columns).Loss };
    }

    private static JsonElement Scores(JsonElement element, Side side, string which) =>
        element.GetProperty("scores").GetProperty((side == Side.Lhs ? "lhs_" : "rhs_") + which);

    private static void Filter(JsonElement element, Side side, ScoreTile tile)
    {
        if (element.GetProperty("filter").ValueKind == JsonValueKind.Null)
        {
            return;
        }

        KnownEdges known = new([.. EdgesOf(element.GetProperty("filter").GetProperty("known"))]);
        KnownEdge[] batch = [.. EdgesOf(element.GetProperty("filter").GetProperty("batch"))];
        for (int row = 0; row < batch.Length; row++)
        {
            (int given, int own) = side == Side.Lhs
                ? (batch[row].Rhs, batch[row].Lhs)
                : (batch[row].Lhs, batch[row].Rhs);
            foreach (int answer in known.AnswersOf(side, batch[row].Relation, given))
            {
                if (answer != own)
                {
                    tile.Scores[(row * tile.Stride) + answer] = ScoreRule.Masked;
                }
            }
        }
    }

    private static IEnumerable<KnownEdge> EdgesOf(JsonElement tensor)
    {
        int[] values = GoldenTensor.Read(tensor).Indices;
        for (int at = 0; at < values.Length; at += 3)
        {
            yield return new KnownEdge(values[at], values[at + 1], values[at + 2]);
        }
    }

    private static int Auc(JsonElement element, Side side, ScoreTile tile)
    {
        JsonElement samples = element.GetProperty("auc_samples").GetProperty(side == Side.Lhs ? "lhs" : "rhs");
        float[] positives = [.. GoldenTensor.Read(samples.GetProperty("pos_indices")).Indices.Select(at => tile.Positives[at])];
        float[] negatives =
        [
            .. GoldenTensor.Read(samples.GetProperty("neg_indices")).Indices
                .Select(at => tile.Scores[(at / tile.Columns * tile.Stride) + (at % tile.Columns)]),
        ];
        return AucSample.CountWins(positives, negatives);
    }

    private static void ShouldEqual(JsonElement expected, RankingSums sums, long divisor, string name)
    {
        RankSums ranks = sums.Pessimistic.PerEdge(divisor);
        Close("count", sums.Count);
        Close("loss", sums.Loss / divisor);
        Close("pos_rank", ranks.Rank);
        Close("mrr", ranks.Reciprocal);
        Close("r1", ranks.Within1);
        Close("r10", ranks.Within10);
        Close("r50", ranks.Within50);
        Close("auc", sums.Auc / divisor);

        void Close(string property, double actual)
        {
            double value = expected.GetProperty(property).GetDouble();
            Assert.True(
                Math.Abs(value - actual) <= 1e-5 * Math.Max(1, Math.Abs(value)),
                $"{name}.{property}: {actual}, expected {value}");
        }
    }
}
