using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;
using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Benchmarks;

/// <summary>Whole training batches of 1,000 edges, whose promise is to allocate nothing.</summary>
internal static class TrainingCases
{
    private const int Entities = 14_541;
    private const int Relations = 237;
    private const int Edges = 1000;
    private const int Dim = 100;

    /// <summary>One case for each kind of model; their memory lives as long as the program.</summary>
    public static IEnumerable<KernelCase> All()
    {
        yield return Batch("batch complex softmax", OperatorKind.ComplexDiagonal, ComparatorKind.Dot, LossKind.Softmax);
        yield return Batch(
            "batch complex softmax int16", OperatorKind.ComplexDiagonal, ComparatorKind.Dot, LossKind.Softmax,
            ProductKind.Int16);
        yield return Batch("batch translation cos", OperatorKind.Translation, ComparatorKind.Cos, LossKind.Ranking);
        yield return Batch("batch diagonal l2", OperatorKind.Diagonal, ComparatorKind.L2, LossKind.Logistic);
        yield return Batch("batch linear dot", OperatorKind.Linear, ComparatorKind.Dot, LossKind.Softmax);

        yield return Queries();

        // What looks for broken and idle rows after a bucket; an epoch of FB15k-237 is 273 batches and one such look.
        var looked = new EmbeddingTable(Entities, Dim);
        yield return new KernelCase(
            "detect broken and idle",
            0,
            (double)Entities * (looked.Stride + 2) * sizeof(float),
            () => _ = (FiniteRows.FindBroken(looked), IdleRows.Count(looked)));
    }

    private static KernelCase Batch(
        string name, OperatorKind operation, ComparatorKind comparator, LossKind loss,
        ProductKind products = ProductKind.Float32)
    {
        RunSettings settings = SettingsOf(operation, comparator, loss) with { Products = products };
        var plan = new ModelPlan(settings, _ => Entities, Relations);
        var random = new CounterRandom(1, 2);
        var trainer = new BatchTrainer(plan, new SharedModel(plan));
        trainer.Bind(Tables(ref random));
        var batch = new EdgeBatch(Edges);
        batch.Clear(0, weighted: false);
        for (int edge = 0; edge < Edges; edge++)
        {
            batch.Add(
                random.NextBounded(Entities), random.NextBounded(Relations), random.NextBounded(Entities), 1f);
        }

        NegativeDraw draw = new RandomStream(1, 1).Fill;
        NegativeCounts counts = NegativeCounts.ForTraining(settings);
        double flops = 12.0 * (settings.NumBatchNegs + settings.NumUniformNegs) * Dim * Edges;
        return new KernelCase(name, flops, 0, () => trainer.Train(batch, counts, draw, 1e-3f, 1e-3f));
    }

    /// <summary>A step of queries against every entity; four edges ask the same.</summary>
    private static KernelCase Queries()
    {
        RunSettings settings = SettingsOf(OperatorKind.ComplexDiagonal, ComparatorKind.Dot, LossKind.Softmax);
        var plan = new ModelPlan(settings, _ => Entities, Relations);
        var random = new CounterRandom(1, 2);
        var trainer = new QueryTrainer(plan, new SharedModel(plan));
        trainer.Bind(Tables(ref random));
        var slice = new EdgeSlice(Edges, weighted: false);
        for (int edge = 0; edge < Edges; edge++)
        {
            slice.Lhs.AsSpan()[edge] = edge / 4;
            slice.Relation.AsSpan()[edge] = edge / 4 % Relations;
            slice.Rhs.AsSpan()[edge] = random.NextBounded(Entities);
        }

        int[] indices = [.. Enumerable.Range(0, Edges)];
        var groups = new QueryGroups(slice, indices, Side.Rhs, new RandomStream(1, 1));
        var feed = new QueryFeed(slice, groups, 0..groups.Count, settings with { BatchSize = Edges }, factors: null);
        feed.Next();
        var none = new QueryBatch(Side.Lhs, sharesEvenly: false);
        return new KernelCase(
            "queries complex softmax", 6.0 * groups.Count * Entities * Dim, 0,
            () => trainer.Train(none, feed.Batch, 1e-3f, 1e-3f));
    }

    private static BucketTables Tables(ref CounterRandom random)
    {
        var table = new EmbeddingTable(Entities, Dim);
        for (int row = 0; row < Entities; row++)
        {
            random.FillNormal(table.Row(row), 0.1f);
        }

        return new BucketTables(
            new Bucket(0, 0), new Dictionary<PartitionId, EmbeddingTable> { [new PartitionId("all", 0)] = table });
    }

    private static RunSettings SettingsOf(OperatorKind operation, ComparatorKind comparator, LossKind loss)
    {
        return new RunSettings
        {
            Entities = [KeyValuePair.Create("all", new EntitySettings { NumPartitions = 1 })],
            Relations = [new RelationSettings { Name = "all", Lhs = "all", Rhs = "all", Operator = operation }],
            DynamicRelations = true,
            Dimension = Dim,
            Comparator = comparator,
            LossFn = loss,
            GlobalEmb = false,
            EntityPath = string.Empty,
            EdgePaths = [string.Empty],
            CheckpointPath = string.Empty,
        };
    }
}
