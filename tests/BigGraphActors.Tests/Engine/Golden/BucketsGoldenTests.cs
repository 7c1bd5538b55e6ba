using System.Text.Json;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Engine.Golden;

/// <summary>Bucket orders against the rules that PBG's own orders were seen to keep.</summary>
public class BucketsGoldenTests
{
    private const string File = "buckets.json";
    private const int Runs = 200;

    public static TheoryData<int> Cases()
    {
        TheoryData<int> cases = [];
        int count = SharedData.GoldenFolder is null ? 1 : GoldenFile.Open(File).Cases.Count;
        for (int index = 0; index < count; index++)
        {
            cases.Add(index);
        }

        return cases;
    }

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void The_evaluation_order_is_pbgs(int index)
    {
        JsonElement element = GoldenFile.Open(File).Cases[index].Element;
        Assert.Equal(
            Read(element.GetProperty("lexicographic")),
            BucketOrders.Lexicographic(Extent(element, "nparts_lhs"), Extent(element, "nparts_rhs")));
    }

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Every_order_keeps_the_rules_that_pbgs_keep(int index)
    {
        JsonElement element = GoldenFile.Open(File).Cases[index].Element;
        int lhs = Extent(element, "nparts_lhs");
        int rhs = Extent(element, "nparts_rhs");
        foreach (JsonProperty order in element.GetProperty("orders").EnumerateObject())
        {
            BucketOrder kind = Enum.Parse<BucketOrder>(order.Name.Replace("_", string.Empty, StringComparison.Ordinal), true);
            JsonElement rules = order.Value.GetProperty("invariants_true_in_all_runs");
            double loads = 0;
            for (int seed = 0; seed < Runs; seed++)
            {
                Random random = new(seed);
                IReadOnlyList<Bucket> buckets = BucketOrders.Create(kind, lhs, rhs, random.Next);
                Assert.Equal(BucketOrders.Lexicographic(lhs, rhs).ToHashSet(), buckets.ToHashSet());
                Assert.Equal(lhs * rhs, buckets.Count);
                CheckRules(rules, buckets, $"{order.Name} {lhs}x{rhs}, seed {seed}");
                loads += LoadsOf(buckets);
            }

            double expected = order.Value.GetProperty("partition_loads_shared_type").GetProperty("mean").GetDouble();
            Assert.True(
                Math.Abs((loads / Runs) - expected) <= 0.5 + (0.05 * expected),
                $"{order.Name} {lhs}x{rhs}: {loads / Runs} partitions loaded in the mean, PBG {expected}");
        }
    }

    private static int Extent(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static List<Bucket> Read(JsonElement buckets) =>
        [.. buckets.EnumerateArray().Select(pair => new Bucket(pair[0].GetInt32(), pair[1].GetInt32()))];

    private static void CheckRules(JsonElement rules, IReadOnlyList<Bucket> order, string what)
    {
        Check("min_of_pair_non_increasing", Steps(order).All(step => Low(step.To) <= Low(step.From)));
        Check("min_of_pair_non_decreasing", Steps(order).All(step => Low(step.To) >= Low(step.From)));
        Check("transposed_buckets_adjacent", order.All(bucket => IsBesideTranspose(order, bucket)));
        Check("transposed_bucket_comes_next", Steps(order).All(step => TransposeIsNext(order, step)));
        Check("shares_a_partition_with_previous_whenever_possible", SharesWherePossible(order));

        void Check(string rule, bool holds)
        {
            if (rules.TryGetProperty(rule, out JsonElement expected) && expected.GetBoolean())
            {
                Assert.True(holds, $"{what} breaks {rule}");
            }
        }
    }

    private static IEnumerable<(Bucket From, Bucket To, int At)> Steps(IReadOnlyList<Bucket> order) =>
        Enumerable.Range(1, order.Count - 1).Select(at => (order[at - 1], order[at], at));

    private static int Low(Bucket bucket) => Math.Min(bucket.Lhs, bucket.Rhs);

    private static bool IsBesideTranspose(IReadOnlyList<Bucket> order, Bucket bucket)
    {
        int transposed = order.ToList().IndexOf(bucket.Transposed);
        return transposed < 0 || Math.Abs(order.ToList().IndexOf(bucket) - transposed) <= 1;
    }

    private static bool TransposeIsNext(IReadOnlyList<Bucket> order, (Bucket From, Bucket To, int At) step) =>
        step.To == step.From.Transposed || order.ToList().IndexOf(step.From.Transposed) < step.At;

    private static bool SharesWherePossible(IReadOnlyList<Bucket> order) => Steps(order).All(step =>
        Shares(step.From, step.To) || !order.Skip(step.At).Any(later => Shares(step.From, later)));

    private static bool Shares(Bucket left, Bucket right) =>
        left.Lhs == right.Lhs || left.Lhs == right.Rhs || left.Rhs == right.Lhs || left.Rhs == right.Rhs;

    private static int LoadsOf(IReadOnlyList<Bucket> order)
    {
        HashSet<int> held = [];
        int loads = 0;
        foreach (Bucket bucket in order)
        {
            HashSet<int> needed = [bucket.Lhs, bucket.Rhs];
            loads += needed.Count(part => !held.Contains(part));
            held = needed;
        }

        return loads;
    }
}
