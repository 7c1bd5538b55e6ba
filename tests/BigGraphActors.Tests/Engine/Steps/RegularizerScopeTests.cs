using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Steps;

public class RegularizerScopeTests
{
    private const int Nodes = 6;
    private const float Coefficient = 0.05f;

    private static readonly (int Lhs, int Relation, int Rhs)[] Edges = [(0, 0, 1), (2, 1, 3), (0, 1, 4), (5, 0, 2)];

    [Theory]
    [InlineData(OperatorKind.ComplexDiagonal)]
    [InlineData(OperatorKind.Diagonal)]
    [InlineData(OperatorKind.None)]
    public void The_raw_penalty_is_the_literatures_and_so_is_its_gradient(OperatorKind kind)
    {
        using Scene scene = new(kind);
        BatchStatistics statistics = scene.Accumulate();

        Assert.Equal(scene.Literature(), statistics.Regularization, 1e-5);
        RowGradients gradients = scene.Trainer.Gradients.Of(scene.Table)!;
        for (int slot = 0; slot < gradients.Count; slot++)
        {
            for (int element = 0; element < scene.Table.Dim; element++)
            {
                double expected = scene.Slope(gradients.Rows[slot], element);
                Assert.Equal(expected, gradients.Slot(slot)[element], 2e-3);
            }
        }
    }

    private sealed class Scene : IDisposable
    {
        private readonly ModelPlan _plan;
        private readonly SharedModel _model;
        private readonly OperatorKind _kind;

        public Scene(OperatorKind kind)
        {
            _kind = kind;
            RunSettings settings = new()
            {
                Entities = [new("all", new EntitySettings { NumPartitions = 1 })],
                Relations = [new RelationSettings { Name = "r", Lhs = "all", Rhs = "all", Operator = kind }],
                DynamicRelations = true,
                GlobalEmb = false,
                Dimension = 4,
                Comparator = ComparatorKind.Dot,
                LossFn = LossKind.Softmax,
                RegularizationCoef = Coefficient,
                RegularizerScope = RegularizerScope.Raw,
                NumBatchNegs = 2,
                NumUniformNegs = 0,
                BatchSize = 4,
                EntityPath = "",
                EdgePaths = [""],
                CheckpointPath = "",
            };
            _plan = new ModelPlan(settings, _ => Nodes, 2);
            _model = new SharedModel(_plan);
            Table = new EmbeddingTable(Nodes, 4);
            for (int row = 0; row < Nodes; row++)
            {
                for (int element = 0; element < 4; element++)
                {
                    Table.Row(row)[element] = (((row * 7) + (element * 5)) % 11 * 0.13f) - 0.6f;
                }
            }

            Trainer = new BatchTrainer(_plan, _model);
            Trainer.Bind(new BucketTables(
                new Bucket(0, 0), new Dictionary<PartitionId, EmbeddingTable> { [new("all", 0)] = Table }));
        }

        public EmbeddingTable Table { get; }

        public BatchTrainer Trainer { get; }

        public BatchStatistics Accumulate() => Accumulate(Trainer);

        /// <summary>Both directions of an edge: each with both rows, and with its own operator.</summary>
        public double Literature() => Edges.Sum(edge =>
            (2 * Cubes(Table.Row(edge.Lhs).ToArray()))
            + (2 * Cubes(Table.Row(edge.Rhs).ToArray()))
            + Parameters(_model.LhsOperators[0], edge.Relation)
            + Parameters(_model.RhsOperators[0], edge.Relation)) * Coefficient;

        /// <summary>The slope of the whole objective by central differences.</summary>
        public double Slope(int row, int element)
        {
            const float Step = 1e-2f;
            ref float value = ref Table.Row(row)[element];
            float old = value;
            value = old + Step;
            double above = Objective();
            value = old - Step;
            double below = Objective();
            value = old;
            return (above - below) / (2 * Step);
        }

        public void Dispose()
        {
            Trainer.Dispose();
            _model.Dispose();
            Table.Dispose();
        }

        private double Objective()
        {
            using BatchTrainer fresh = new(_plan, _model);
            fresh.Bind(new BucketTables(
                new Bucket(0, 0), new Dictionary<PartitionId, EmbeddingTable> { [new("all", 0)] = Table }));
            BatchStatistics statistics = Accumulate(fresh);
            return statistics.Loss + statistics.Regularization;
        }

        private BatchStatistics Accumulate(BatchTrainer trainer)
        {
            EdgeBatch batch = new(Edges.Length);
            batch.Clear(0, false);
            foreach ((int lhs, int relation, int rhs) in Edges)
            {
                batch.Add(lhs, relation, rhs, 1);
            }

            return trainer.Accumulate(
                batch, NegativeCounts.ForTraining(_plan.Settings), (_, _, _, destination) => destination.Clear());
        }

        private double Parameters(OperatorParameters? operators, int relation) =>
            operators is null ? 0 : Cubes(operators.Table.Values(relation).ToArray());

        private double Cubes(float[] values) => _kind == OperatorKind.ComplexDiagonal
            ? Enumerable.Range(0, values.Length / 2).Sum(i =>
                Math.Pow(Math.Sqrt((values[i] * values[i]) + (values[i + 2] * values[i + 2])), 3))
            : values.Sum(value => Math.Pow(Math.Abs(value), 3));
    }
}
