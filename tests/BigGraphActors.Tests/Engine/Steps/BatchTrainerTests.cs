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

public class BatchTrainerTests
{
    private const int Entities = 40;

    // So many that some of a batch of 33 edges have eight edges at the most: their matrices step in one pass.
    private const int Relations = 6;

    [Theory]
    [InlineData("complex_diagonal", "dot", true, 10, 7)]
    [InlineData("translation", "cos", true, 10, 7)]
    [InlineData("diagonal", "l2", false, 10, 7)]
    [InlineData("none", "squared_l2", false, 6, 0)]
    [InlineData("linear", "dot", false, 0, 9)]
    [InlineData("linear", "dot", true, 10, 7)]
    [InlineData("affine", "cos", true, 10, 7)]
    public void Stepping_rows_at_their_last_use_gives_the_bits_of_stepping_after_the_batch(
        string operation, string comparator, bool dynamic, int batchNegatives, int uniform)
    {
        RunSettings settings = SettingsOf(operation, comparator, dynamic, batchNegatives, uniform);
        NamedTensors atTheEnd = Run(settings, (trainer, batch, counts, draw) =>
        {
            BatchStatistics statistics = trainer.Accumulate(batch, counts, draw);
            trainer.Apply(0.1f, 0.05f);
            return statistics;
        });
        NamedTensors atLastUse = Run(settings, (trainer, batch, counts, draw) =>
            trainer.Train(batch, counts, draw, 0.1f, 0.05f));
        NamedTensors.AssertEqual(atTheEnd, atLastUse);
        atTheEnd.AssertFinite();
    }

    [Theory]
    [InlineData("complex_diagonal", "dot", true, 10, 300)]
    [InlineData("complex_diagonal", "dot", true, 0, 140)]
    [InlineData("translation", "cos", true, 10, 130)]
    [InlineData("diagonal", "l2", false, 10, 257)]
    [InlineData("none", "squared_l2", false, 6, 17)]
    [InlineData("linear", "dot", false, 5, 200)]
    public void Streaming_the_draws_changes_nothing_but_the_order_of_sums(
        string operation, string comparator, bool dynamic, int batchNegatives, int uniform)
    {
        RunSettings settings = SettingsOf(operation, comparator, dynamic, batchNegatives, uniform) with
        {
            GlobalEmb = comparator == "cos",
            MaxNorm = operation == "complex_diagonal" ? 3 : null,
            Bias = comparator == "squared_l2",
        };
        NamedTensors whole = Run(settings, Train, long.MaxValue);
        NamedTensors streamed = Run(settings, Train, 0);
        NamedTensors streamedToTheEnd = Run(
            settings,
            (trainer, batch, counts, draw) =>
            {
                BatchStatistics statistics = trainer.Accumulate(batch, counts, draw);
                trainer.Apply(0.1f, 0.05f);
                return statistics;
            },
            0);

        // A drawn entity that is the positive has distance 0, and a gradient that is a quotient of roundings.
        float tolerance = comparator == "l2" ? 1e-2f : 1e-3f;
        NamedTensors.AssertClose(whole, streamed, tolerance);

        NamedTensors.AssertEqual(streamed, streamedToTheEnd);

        static BatchStatistics Train(
            BatchTrainer trainer, EdgeBatch batch, NegativeCounts counts, NegativeDraw draw) =>
            trainer.Train(batch, counts, draw, 0.1f, 0.05f);
    }

    [Theory]
    [InlineData("complex_diagonal", "dot", true, LossKind.Softmax, 10, 7, long.MaxValue)]
    [InlineData("complex_diagonal", "dot", true, LossKind.Softmax, 10, 7, 0)]
    [InlineData("translation", "cos", false, LossKind.Logistic, 10, 7, long.MaxValue)]
    [InlineData("diagonal", "squared_l2", true, LossKind.Ranking, 10, 7, long.MaxValue)]
    [InlineData("translation", "l2", false, LossKind.Logistic, 6, 7, 0)]
    [InlineData("linear", "dot", false, LossKind.Softmax, 10, 7, long.MaxValue)]
    [InlineData("none", "dot", false, LossKind.Logistic, 10, 0, long.MaxValue)]
    public void Edges_that_share_draws_meet_the_negatives_of_blocks_that_were_drawn_alike(
        string operation, string comparator, bool dynamic, LossKind loss, int batchNegatives, int uniform, long from)
    {
        RunSettings settings = SettingsOf(operation, comparator, dynamic, batchNegatives, uniform) with
        {
            GlobalEmb = comparator == "cos",
            LossFn = loss,
            Bias = comparator == "l2",
        };

        NamedTensors apart = Run(settings, Train, from, DrawAlike);
        NamedTensors.AssertEqual(
            apart, Run(settings with { UniformBlockEdges = batchNegatives }, Train, from, DrawAlike));
        foreach (int shared in (int[])[11, 20, 1000])
        {
            NamedTensors together = Run(settings with { UniformBlockEdges = shared }, Train, from, DrawAlike);
            NamedTensors.AssertClose(apart, together, 2e-3f);
        }

        static BatchStatistics Train(
            BatchTrainer trainer, EdgeBatch batch, NegativeCounts counts, NegativeDraw draw) =>
            trainer.Train(batch, counts, draw, 0.1f, 0.05f);

        static void DrawAlike(Side side, int block, long rowCount, Span<int> destination)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = (int)(((side == Side.Lhs ? 3 : 5) + (11 * i)) % rowCount);
            }
        }
    }

    [Theory]
    [InlineData("diagonal", "dot", false, LossKind.Softmax, 7)]
    [InlineData("linear", "dot", false, LossKind.Logistic, 0)]
    [InlineData("translation", "cos", false, LossKind.Ranking, 7)]
    [InlineData("complex_diagonal", "squared_l2", false, LossKind.Softmax, 20)]
    [InlineData("translation", "l2", false, LossKind.Logistic, 7)]
    [InlineData("none", "l2", false, LossKind.Softmax, 0)]
    [InlineData("none", "dot", true, LossKind.Softmax, 7)]
    [InlineData("affine", "dot", false, LossKind.Softmax, 7)]
    public void Scores_that_serve_both_corruptions_change_nothing_but_the_order_of_sums(
        string operation, string comparator, bool dynamic, LossKind loss, int uniform)
    {
        RunSettings settings = SettingsOf(operation, comparator, dynamic, 10, uniform) with
        {
            // A vector added to both ends changes no distance: its gradient is rounding, which Adagrad makes large.
            GlobalEmb = comparator is "dot" or "cos",
            LossFn = loss,
            Bias = operation is "linear" or "complex_diagonal",
            RegularizationCoef = operation == "affine" ? 1e-2 : 0,
            MaxNorm = operation == "translation" ? 3 : null,
        };

        // Nobody meets itself: the root of a distance of 0 has a gradient that is a quotient of roundings.
        NamedTensors apart = Run(settings, Train, draw: DrawOfSide, shares: false, sidesAreApart: true);
        NamedTensors shared = Run(settings, Train, draw: DrawOfSide, sidesAreApart: true);
        NamedTensors.AssertClose(apart, shared, 1e-3f);

        static BatchStatistics Train(
            BatchTrainer trainer, EdgeBatch batch, NegativeCounts counts, NegativeDraw draw) =>
            trainer.Train(batch, counts, draw, 0.1f, 0.05f);

        static void DrawOfSide(Side side, int block, long rowCount, Span<int> destination)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = (2 * ((7 * i) + block) % (int)rowCount) + (side == Side.Lhs ? 0 : 1);
            }
        }
    }

    [Theory]
    [InlineData("complex_diagonal", "dot", true, LossKind.Softmax, 10, 7, long.MaxValue)]
    [InlineData("complex_diagonal", "dot", true, LossKind.Softmax, 10, 300, 0)]
    [InlineData("translation", "cos", true, LossKind.Logistic, 7, 5, long.MaxValue)]
    [InlineData("diagonal", "dot", false, LossKind.Softmax, 10, 7, long.MaxValue)]
    [InlineData("none", "dot", false, LossKind.Softmax, 11, 3, long.MaxValue)]
    [InlineData("linear", "dot", true, LossKind.Logistic, 0, 9, 0)]
    [InlineData("none", "dot", true, LossKind.Softmax, 0, 140, 0)]
    [InlineData("complex_diagonal", "dot", true, LossKind.Softmax, 0, 0, 0)]
    public void Products_of_integers_change_little_and_something(
        string operation, string comparator, bool dynamic, LossKind loss, int batchNegatives, int uniform, long from)
    {
        RunSettings exact = SettingsOf(operation, comparator, dynamic, batchNegatives, uniform) with
        {
            LossFn = loss,
            Bias = comparator == "cos",
            GlobalEmb = comparator == "cos",
        };

        // Without draws and batch negatives: every entity.
        exact = exact with
        {
            Relations = [exact.Relations[0] with { AllNegs = batchNegatives + uniform == 0 }],
        };
        foreach (int? shared in (int?[])[null, 25])
        {
            RunSettings settings = exact with { UniformBlockEdges = shared };
            NamedTensors whole = Run(settings, Train, from);
            NamedTensors rounded = Run(settings with { Products = ProductKind.Int16 }, Train, from);
            NamedTensors.AssertDifferent(whole, rounded);
            NamedTensors.AssertClose(whole, rounded, 5e-3f);
        }

        static BatchStatistics Train(
            BatchTrainer trainer, EdgeBatch batch, NegativeCounts counts, NegativeDraw draw) =>
            trainer.Train(batch, counts, draw, 0.1f, 0.05f);
    }

    private static NamedTensors Run(
        RunSettings settings,
        Func<BatchTrainer, EdgeBatch, NegativeCounts, NegativeDraw, BatchStatistics> step,
        long streamedBytes = UniformPanels.StreamedBytes,
        NegativeDraw? draw = null,
        bool shares = true,
        bool sidesAreApart = false)
    {
        ModelPlan plan = new(settings, _ => Entities, settings.DynamicRelations ? Relations : 0);
        using SharedModel model = new(plan);
        using EmbeddingTable table = new(Entities, settings.Dimension);
        CounterRandom random = new(7, 1);
        for (int row = 0; row < Entities; row++)
        {
            random.FillNormal(table.Row(row), 1f);
        }

        using BatchTrainer trainer = new(plan, model)
        {
            StreamedBytes = streamedBytes,
            SharesScores = shares,
        };
        trainer.Bind(new BucketTables(new Bucket(0, 0), new Dictionary<PartitionId, EmbeddingTable>
        {
            [new PartitionId("all", 0)] = table,
        }));
        RandomStream draws = new(3, 4);
        NamedTensors result = new();
        for (int index = 0; index < 3; index++)
        {
            EdgeBatch batch = new(33);
            batch.Clear(0, weighted: false);
            for (int edge = 0; edge < 33; edge++)
            {
                int relation = settings.DynamicRelations ? random.NextBounded(Relations) : 0;
                int lhs = random.NextBounded(Entities);
                int rhs = random.NextBounded(Entities);
                batch.Add(sidesAreApart ? lhs & ~1 : lhs, relation, sidesAreApart ? rhs | 1 : rhs, 1f);
            }

            BatchStatistics statistics = step(trainer, batch, NegativeCounts.ForTraining(settings), draw ?? draws.Fill);
            result.Add($"loss of batch {index}", [(float)statistics.Loss]);
        }

        result.Add("embeddings", table.Values.AsSpan());
        result.Add("row sums", table.RowSums.AsSpan());
        foreach (BigGraphActors.Storage.Pbg.ModelParameter parameter in model.ToState(0).Parameters)
        {
            result.Add(parameter.Key, parameter.Values);
        }

        return result;
    }

    private static RunSettings SettingsOf(
        string operation, string comparator, bool dynamic, int batchNegatives, int uniform)
    {
        return new RunSettings
        {
            Entities = [KeyValuePair.Create("all", new EntitySettings { NumPartitions = 1 })],
            Relations =
            [
                new RelationSettings
                {
                    Name = "all_edges",
                    Lhs = "all",
                    Rhs = "all",
                    Operator = Enum.Parse<OperatorKind>(operation.Replace("_", ""), true),
                },
            ],
            DynamicRelations = dynamic,
            Dimension = 20,
            Comparator = Enum.Parse<ComparatorKind>(comparator.Replace("_", ""), true),
            LossFn = LossKind.Softmax,
            NumBatchNegs = batchNegatives,
            NumUniformNegs = uniform,
            GlobalEmb = true,
            EntityPath = string.Empty,
            EdgePaths = [string.Empty],
            CheckpointPath = string.Empty,
        };
    }
}
