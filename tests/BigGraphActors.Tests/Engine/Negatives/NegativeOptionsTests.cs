using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Negatives;

public class NegativeOptionsTests
{
    private const int Nodes = 6;

    /// <summary>Two answers to (0, 0), one of them twice; three edges into 1 by relation 1.</summary>
    private static readonly (int Lhs, int Relation, int Rhs)[] Edges =
        [(0, 0, 1), (0, 0, 2), (0, 0, 2), (3, 1, 1), (4, 1, 1), (0, 1, 1), (5, 0, 0)];

    [Theory]
    [InlineData(LossKind.Softmax)]
    [InlineData(LossKind.Logistic)]
    public void Known_labels_give_the_loss_of_KvsAll_and_its_gradient(LossKind loss)
    {
        using Scene scene = new(one => one with
        {
            Relations = [one.Relations[0] with { AllNegs = true }],
            KnownLabels = true,
            LossFn = loss,
            LogisticMargin = loss == LossKind.Logistic ? 0.3 : 0,
        });

        Assert.Equal(scene.KvsAll(), scene.Accumulate(scene.Trainer).Loss, 1e-4);
        scene.AssertGradientIsTheSlopeOf(scene.KvsAll);
    }

    [Theory]
    [InlineData(2, 3, false, null)]
    [InlineData(2, 3, false, 4)]
    [InlineData(2, 3, false, 6)]
    [InlineData(0, 4, false, null)]
    [InlineData(0, 0, true, null)]
    public void Exactly_the_candidates_that_form_a_known_edge_are_masked(
        int batch, int uniform, bool all, int? sharingDraws)
    {
        using Scene scene = new(one => one with
        {
            Relations = [one.Relations[0] with { AllNegs = all }],
            NumBatchNegs = batch,
            NumUniformNegs = uniform,
            MaskKnownEdges = true,
            UniformBlockEdges = sharingDraws,
        });
        int seen = 0;
        int blockRows = sharingDraws ?? (all ? Edges.Length : batch > 0 ? batch : uniform);
        scene.Trainer.Observer = (side, start, tile) =>
        {
            for (int row = 0; row < tile.Rows; row++)
            {
                (int lhs, int relation, int rhs) = Edges[start + row];
                int window = batch == 0 ? 0 : start + (row / batch * batch);
                int own = batch == 0 ? 0 : Math.Min(batch, start + tile.Rows - window);
                int?[] candidates = all
                    ? [.. Enumerable.Range(0, Nodes)]
                    : [
                        .. Edges.Skip(window).Take(own).Select(one => (int?)(side == Side.Lhs ? one.Lhs : one.Rhs)),
                        .. Enumerable.Repeat((int?)null, sharingDraws is null ? 0 : batch - own),
                        .. Enumerable.Range(0, uniform).Select(i => (int?)Scene.Drawn(start / blockRows, i)),
                    ];
                for (int column = 0; column < candidates.Length; column++)
                {
                    bool isKnown = candidates[column] is not { } candidate || Edges.Contains(
                        side == Side.Lhs ? (candidate, relation, rhs) : (lhs, relation, candidate));
                    Assert.Equal(isKnown, tile.Scores[(row * tile.Stride) + column] == -1e9f);
                    seen++;
                }
            }
        };

        scene.Accumulate(scene.Trainer);
        Assert.True(seen > 20);
    }

    [Fact]
    public void Self_adversarial_negatives_with_a_margin_give_the_papers_loss()
    {
        const double Temperature = 0.7;
        const double Margin = 0.4;
        using Scene scene = new(one => one with
        {
            LossFn = LossKind.Logistic,
            NegativeTemperature = Temperature,
            LogisticMargin = Margin,
            NumBatchNegs = 0,
            NumUniformNegs = Edges.Length,
        });
        double expected = 0;
        foreach ((int lhs, int relation, int rhs) in Edges)
        {
            expected += OneSide(i => scene.Score(Scene.Drawn(0, i), relation, rhs, Side.Lhs))
                + OneSide(i => scene.Score(lhs, relation, Scene.Drawn(0, i), Side.Rhs));

            double OneSide(Func<int, double> scoreOf)
            {
                double[] scores = [.. Enumerable.Range(0, Edges.Length).Select(scoreOf)];
                double sum = scores.Sum(score => Math.Exp(Temperature * score));
                return scores.Sum(score => Math.Exp(Temperature * score) / sum * Softplus(score + Margin));
            }

            expected += Softplus(-scene.Score(lhs, relation, rhs, Side.Lhs) - Margin)
                + Softplus(-scene.Score(lhs, relation, rhs, Side.Rhs) - Margin);
        }

        Assert.Equal(expected, scene.Accumulate(scene.Trainer).Loss, 1e-4);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    public void Draws_follow_the_degree_to_the_power_and_never_hit_a_row_without_edges(double power)
    {
        using Scene scene = new(one => one with { NegativePower = power });
        NegativeSampler draws = new(new RandomStream(7, 1), scene.Trainer.Facts.Sampler);
        draws.TurnTo(scene.Relation);
        int[] rows = new int[200_000];
        draws.Fill(Side.Rhs, 0, Nodes, rows);

        double[] shares = [.. Enumerable.Range(0, Nodes).Select(row =>
            Edges.Count(edge => edge.Rhs == row) is var degree and > 0 ? Math.Pow(degree, power) : 0)];
        for (int row = 0; row < Nodes; row++)
        {
            Assert.Equal(shares[row] / shares.Sum(), rows.Count(one => one == row) / (double)rows.Length, 0.006);
        }

        Assert.DoesNotContain(rows, row => row > 2);
    }

    [Fact]
    public void Frequency_weights_are_those_of_RotatE_with_a_mean_of_one()
    {
        using Scene scene = new(one => one with { FrequencyWeights = true });
        float[] weights = scene.Trainer.Facts.Weights!;

        double[] raw = [.. Edges.Select(edge => 1 / Math.Sqrt(
            Edges.Count(other => (other.Lhs, other.Relation) == (edge.Lhs, edge.Relation))
            + Edges.Count(other => (other.Rhs, other.Relation) == (edge.Rhs, edge.Relation)) + 6))];
        for (int edge = 0; edge < Edges.Length; edge++)
        {
            Assert.Equal(raw[edge] / raw.Average(), weights[edge], 1e-5);
        }
    }

    private static double Softplus(double z) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));

    private sealed class Scene : IDisposable
    {
        private readonly ModelPlan _plan;
        private readonly SharedModel _model;
        private readonly EmbeddingTable _table = new(Nodes, 4);
        private readonly BucketTables _tables;
        private readonly SliceFacts _facts;

        public Scene(Func<RunSettings, RunSettings> change)
        {
            RunSettings settings = change(new RunSettings
            {
                Entities = [new("all", new EntitySettings { NumPartitions = 1 })],
                Relations =
                [
                    new RelationSettings { Name = "r", Lhs = "all", Rhs = "all", Operator = OperatorKind.Diagonal },
                ],
                DynamicRelations = true,
                GlobalEmb = false,
                Dimension = 4,
                Comparator = ComparatorKind.Dot,
                LossFn = LossKind.Softmax,
                NumBatchNegs = 2,
                NumUniformNegs = 3,
                EntityPath = "",
                EdgePaths = [""],
                CheckpointPath = "",
            });
            _plan = new ModelPlan(settings, _ => Nodes, 2);
            _model = new SharedModel(_plan);
            for (int at = 0; at < Nodes * 4; at++)
            {
                _table.Row(at / 4)[at % 4] = (((at / 4 * 7) + (at % 4 * 5)) % 11 * 0.13f) - 0.6f;
            }

            _tables = new BucketTables(
                new Bucket(0, 0), new Dictionary<PartitionId, EmbeddingTable> { [new("all", 0)] = _table });
            using EdgeSlice slice = new(Edges.Length, false);
            for (int edge = 0; edge < Edges.Length; edge++)
            {
                (slice.Lhs.AsSpan()[edge], slice.Relation.AsSpan()[edge], slice.Rhs.AsSpan()[edge]) = Edges[edge];
            }

            _facts = SliceFacts.Of(_plan, slice, _tables);
            Trainer = Fresh();
        }

        public BatchTrainer Trainer { get; }

        public RelationType Relation => _plan.Relations[0];

        public static int Drawn(int block, int index) => ((3 * index) + block + 1) % Nodes;

        public BatchStatistics Accumulate(BatchTrainer trainer)
        {
            EdgeBatch batch = new(Edges.Length);
            batch.Clear(0, false);
            foreach ((int lhs, int relation, int rhs) in Edges)
            {
                batch.Add(lhs, relation, rhs, 1);
            }

            return trainer.Accumulate(batch, NegativeCounts.ForTraining(_plan.Settings), (_, block, _, rows) =>
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    rows[i] = Drawn(block, i);
                }
            });
        }

        /// <summary>The score when a side is asked for: the other side passes through its operator.</summary>
        public double Score(int lhs, int relation, int rhs, Side asked)
        {
            Span<float> left = _table.Row(lhs);
            Span<float> right = _table.Row(rhs);
            Span<float> diagonal = (asked == Side.Lhs ? _model.RhsOperators : _model.LhsOperators)[0]!
                .Table.Values(relation);
            double sum = 0;
            for (int i = 0; i < 4; i++)
            {
                sum += (double)left[i] * right[i] * diagonal[i];
            }

            return sum;
        }

        public double KvsAll() => Edges.Sum(edge =>
            Query([.. Enumerable.Range(0, Nodes).Select(i => Score(edge.Lhs, edge.Relation, i, Side.Rhs))],
                [.. Edges.Where(e => (e.Lhs, e.Relation) == (edge.Lhs, edge.Relation)).Select(e => e.Rhs)])
            + Query([.. Enumerable.Range(0, Nodes).Select(i => Score(i, edge.Relation, edge.Rhs, Side.Lhs))],
                [.. Edges.Where(e => (e.Rhs, e.Relation) == (edge.Rhs, edge.Relation)).Select(e => e.Lhs)]));

        public void AssertGradientIsTheSlopeOf(Func<double> objective)
        {
            RowGradients gradients = Trainer.Gradients.Of(_table)!;
            for (int slot = 0; slot < gradients.Count; slot++)
            {
                for (int element = 0; element < 4; element++)
                {
                    ref float value = ref _table.Row(gradients.Rows[slot])[element];
                    float old = value;
                    value = old + 1e-2f;
                    double above = objective();
                    value = old - 1e-2f;
                    double below = objective();
                    value = old;
                    Assert.Equal((above - below) / 2e-2, gradients.Slot(slot)[element], 2e-3);
                }
            }
        }

        public void Dispose()
        {
            Trainer.Dispose();
            _model.Dispose();
            _table.Dispose();
        }

        private double Query(double[] scores, int[] answers)
        {
            int[] distinct = [.. answers.Distinct()];
            if (_plan.Settings.LossFn == LossKind.Softmax)
            {
                double partition = Math.Log(scores.Sum(Math.Exp));
                return distinct.Average(answer => partition - scores[answer]) / answers.Length;
            }

            double margin = _plan.Settings.LogisticMargin;
            return scores.Select((score, i) => Softplus(distinct.Contains(i) ? -score - margin : score + margin))
                .Average() / answers.Length;
        }

        private BatchTrainer Fresh()
        {
            BatchTrainer trainer = new(_plan, _model) { Facts = _facts };
            trainer.Bind(_tables);
            return trainer;
        }
    }
}
