using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Steps;

public class QueryTrainerTests
{
    /// <summary>More than two panels of candidates, and the last one is not full.</summary>
    private const int Nodes = 1100;

    private const int Dim = 6;

    public static TheoryData<OperatorKind, ComparatorKind, string> Models => new()
    {
        { OperatorKind.ComplexDiagonal, ComparatorKind.Dot, "" },
        { OperatorKind.ComplexDiagonal, ComparatorKind.Dot, "weights" },
        { OperatorKind.ComplexDiagonal, ComparatorKind.Dot, "raw penalty" },
        { OperatorKind.Diagonal, ComparatorKind.Dot, "penalty" },
        { OperatorKind.Diagonal, ComparatorKind.Dot, "bias, penalty" },
        { OperatorKind.Linear, ComparatorKind.Cos, "raw penalty" },
        { OperatorKind.Translation, ComparatorKind.L2, "" },
        { OperatorKind.Rotation, ComparatorKind.SquaredL2, "bias" },
        { OperatorKind.None, ComparatorKind.Dot, "global" },
        { OperatorKind.None, ComparatorKind.Dot, "penalty" },
        { OperatorKind.None, ComparatorKind.Dot, "raw penalty" },
        { OperatorKind.Translation, ComparatorKind.Dot, "short rows" },
        { OperatorKind.ComplexDiagonal, ComparatorKind.Dot, "labels" },
        { OperatorKind.ComplexDiagonal, ComparatorKind.Dot, "two types" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Queries_with_all_their_edges_have_the_loss_and_gradients_of_the_edges_one_by_one(
        OperatorKind kind, ComparatorKind comparator, string traits)
    {
        using Scene scene = new(kind, comparator, traits);
        using BatchTrainer byEdge = new(scene.Plan, scene.Model) { Facts = scene.Facts };
        using QueryTrainer byQuery = new(scene.Plan, scene.Model);
        byEdge.Bind(scene.Tables);
        byQuery.Bind(scene.Tables);

        BatchStatistics expected = scene.ByEdge(byEdge);
        BatchStatistics found = scene.ByQuery(byQuery, Side.Rhs) + scene.ByQuery(byQuery, Side.Lhs);

        Assert.Equal(expected.Count, found.Count);
        Assert.Equal(expected.Loss, found.Loss, 1e-5 * expected.Loss);
        Assert.Equal(expected.Regularization, found.Regularization, 1e-5 * (1 + expected.Regularization));
        if (!traits.Contains("labels", StringComparison.Ordinal))
        {
            Assert.Equal(expected.LhsViolators, found.LhsViolators);
            Assert.Equal(expected.RhsViolators, found.RhsViolators);
        }

        scene.AssertSameGradients(byEdge.Gradients, byQuery.Gradients);
    }

    [Theory]
    [InlineData(OperatorKind.ComplexDiagonal, ComparatorKind.Dot, "")]
    [InlineData(OperatorKind.Translation, ComparatorKind.Cos, "weights")]
    [InlineData(OperatorKind.None, ComparatorKind.Dot, "global")]
    public void Products_of_integers_give_nearly_the_same_gradients(
        OperatorKind kind, ComparatorKind comparator, string traits)
    {
        using Scene exact = new(kind, comparator, traits);
        using Scene rounded = new(kind, comparator, traits + ", int16");
        using QueryTrainer byFloats = new(exact.Plan, exact.Model);
        using QueryTrainer byIntegers = new(rounded.Plan, rounded.Model);
        byFloats.Bind(exact.Tables);
        byIntegers.Bind(rounded.Tables);

        BatchStatistics expected = exact.ByQuery(byFloats, Side.Rhs) + exact.ByQuery(byFloats, Side.Lhs);
        BatchStatistics found = rounded.ByQuery(byIntegers, Side.Rhs) + rounded.ByQuery(byIntegers, Side.Lhs);

        Assert.NotEqual(expected.Loss, found.Loss);
        Assert.Equal(expected.Loss, found.Loss, 1e-3 * expected.Loss);
        ReadOnlySpan<float> before = exact.GradientsOf(byFloats);
        ReadOnlySpan<float> after = rounded.GradientsOf(byIntegers);
        Assert.Equal(before.Length, after.Length);
        float largest = 0;
        foreach (float gradient in before)
        {
            largest = MathF.Max(largest, MathF.Abs(gradient));
        }

        for (int i = 0; i < before.Length; i++)
        {
            Assert.Equal(before[i], after[i], 2e-3f * largest);
        }
    }

    [Fact]
    public void Shares_of_threads_have_every_query_once_and_about_as_many_edges()
    {
        using Scene scene = new(OperatorKind.None, ComparatorKind.Dot, "");
        int[] indices = [.. Enumerable.Range(0, scene.Edges.Count)];
        QueryGroups groups = new(scene.Edges, indices, Side.Lhs, new RandomStream(3, 0));

        Range[] shares = groups.Share(3);

        Assert.Equal([0, shares[0].End.Value, shares[1].End.Value], shares.Select(share => share.Start.Value));
        Assert.Equal(groups.Count, shares[2].End.Value);
        int[][] edges = [.. shares.Select(share => Enumerable.Range(0, groups.Count).Take(share)
            .SelectMany(group => groups.EdgesOf(group).ToArray()).ToArray())];
        Assert.Equal(indices, edges.SelectMany(edge => edge).Order());
        Assert.All(edges, one => Assert.InRange(one.Length, indices.Length / 4, indices.Length / 2));
    }

    [Fact]
    public void A_feed_hands_out_each_edge_of_its_share_once_in_batches_of_whole_queries()
    {
        using Scene scene = new(OperatorKind.None, ComparatorKind.Dot, "");
        int[] indices = [.. Enumerable.Range(0, scene.Edges.Count)];
        QueryGroups groups = new(scene.Edges, indices, Side.Rhs, new RandomStream(3, 0));
        QueryFeed feed = new(
            scene.Edges, groups, 0..groups.Count, scene.Plan.Settings with { BatchSize = 10 }, factors: null);
        List<(int, int, int)> seen = [];
        HashSet<(int, int)> queries = [];
        while (feed.Next())
        {
            QueryBatch batch = feed.Batch;
            for (int query = 0; query < batch.Count; query++)
            {
                Assert.True(queries.Add((batch.Given[query], batch.Relations[query])));
                foreach (int answer in batch.Answers[batch.Starts[query]..batch.Starts[query + 1]])
                {
                    seen.Add((batch.Given[query], batch.Relations[query], answer));
                }
            }
        }

        Assert.Equal(
            indices.Select(i => (scene.Edges.Lhs[i], scene.Edges.Relation[i], scene.Edges.Rhs[i])).Order(),
            seen.Order());
    }

    private sealed class Scene : IDisposable
    {
        private const int EdgeCount = 60;

        private readonly EmbeddingTable _lhs = new(Nodes, Dim);
        private readonly EmbeddingTable _rhs;

        public Scene(OperatorKind kind, ComparatorKind comparator, string traits)
        {
            bool Has(string trait) => traits.Contains(trait, StringComparison.Ordinal);
            string[] types = Has("two types") ? ["all", "other"] : ["all"];
            _rhs = types.Length == 2 ? new EmbeddingTable(Nodes, Dim) : _lhs;
            RunSettings settings = new()
            {
                Entities = [.. types.Select(type => KeyValuePair.Create(type, new EntitySettings { NumPartitions = 1 }))],
                Relations =
                [
                    new RelationSettings { Name = "r", Lhs = "all", Rhs = types[^1], Operator = kind, AllNegs = true },
                ],
                DynamicRelations = true,
                GlobalEmb = Has("global"),
                Dimension = Dim,
                Comparator = comparator,
                LossFn = LossKind.Softmax,
                Bias = Has("bias"),
                KnownLabels = Has("labels"),
                Products = Has("int16") ? ProductKind.Int16 : ProductKind.Float32,
                MaxNorm = Has("short rows") ? 0.7 : null,
                RegularizationCoef = Has("penalty") ? 0.05 : 0,
                RegularizerScope = Has("raw penalty") ? RegularizerScope.Raw : RegularizerScope.Transformed,
                EntityPath = "",
                EdgePaths = [""],
                CheckpointPath = "",
            };
            Plan = new ModelPlan(settings, _ => Nodes, 3);
            Model = new SharedModel(Plan);
            CounterRandom random = new(5, 0);
            for (int row = 0; row < Nodes; row++)
            {
                random.FillNormal(_lhs.Row(row)[..Dim], 0.4f);
                random.FillNormal(_rhs.Row(row)[..Dim], 0.4f);
            }

            Tables = new BucketTables(
                new Bucket(0, 0),
                new Dictionary<PartitionId, EmbeddingTable> { [new("all", 0)] = _lhs, [new(types[^1], 0)] = _rhs });
            Edges = new EdgeSlice(EdgeCount, Has("weights"));
            for (int edge = 0; edge < EdgeCount; edge++)
            {
                Edges.Lhs.AsSpan()[edge] = edge % 7 * 150;
                Edges.Relation.AsSpan()[edge] = edge % 3;
                Edges.Rhs.AsSpan()[edge] = edge < 4 ? Nodes - 1 : edge * 37 % 5 * 210;
                if (Edges.Weight is { } weights)
                {
                    weights.AsSpan()[edge] = 0.5f + (edge % 4);
                }
            }

            Facts = SliceFacts.Of(Plan, Edges, Tables);
        }

        public ModelPlan Plan { get; }

        public SharedModel Model { get; }

        public BucketTables Tables { get; }

        public EdgeSlice Edges { get; }

        public SliceFacts Facts { get; }

        public BatchStatistics ByEdge(BatchTrainer trainer)
        {
            EdgeBatch batch = new(EdgeCount);
            batch.Clear(0, Edges.Weight is not null);
            batch.AddFrom(Edges, [.. Enumerable.Range(0, EdgeCount)]);
            return trainer.Accumulate(batch, NegativeCounts.ForTraining(Plan.Settings), (_, _, _, _) => { });
        }

        public BatchStatistics ByQuery(QueryTrainer trainer, Side asked)
        {
            int[] indices = [.. Enumerable.Range(0, EdgeCount)];
            QueryGroups groups = new(Edges, indices, asked, new RandomStream(1, 1));
            Assert.InRange(groups.Count, 5, EdgeCount / 2);
            QueryFeed feed = new(
                Edges, groups, 0..groups.Count, Plan.Settings with { BatchSize = EdgeCount }, Facts.Weights);
            Assert.True(feed.Next());
            BatchStatistics statistics = trainer.Accumulate(feed.Batch);
            Assert.False(feed.Next());
            return statistics;
        }

        public void AssertSameGradients(GradientSet expected, GradientSet found)
        {
            AssertSame(expected.Of(_lhs)!, found.Of(_lhs)!, Nodes);
            AssertSame(expected.Of(_rhs)!, found.Of(_rhs)!, Nodes);
            foreach (ParameterTable table in expected.ActiveParameters)
            {
                AssertSame(expected.Of(table)!, found.Of(table)!, expected.Of(table)!.Count);
            }
        }

        /// <summary>The gradients of every row of the left-hand table, row by row.</summary>
        public float[] GradientsOf(QueryTrainer trainer)
        {
            RowGradients gradients = trainer.Gradients.Of(_lhs)!;
            return [.. Enumerable.Range(0, Nodes)
                .SelectMany(row => gradients.Slot(gradients.Rows.IndexOf(row))[..Dim].ToArray())];
        }

        public void Dispose()
        {
            Model.Dispose();
            _lhs.Dispose();
            _rhs.Dispose();
            Edges.Dispose();
        }

        private static void AssertSame(RowGradients expected, RowGradients found, int rows)
        {
            Assert.Equal(rows, expected.Count);
            Assert.Equal(expected.Rows.ToArray().Order(), found.Rows.ToArray().Order());
            foreach ((int slot, int row) in found.Rows.ToArray().Index())
            {
                ReadOnlySpan<float> other = expected.Slot(expected.Rows.IndexOf(row));
                for (int i = 0; i < other.Length; i++)
                {
                    Assert.Equal(other[i], found.Slot(slot)[i], 1e-4f + (1e-4f * MathF.Abs(other[i])));
                }
            }
        }
    }
}
