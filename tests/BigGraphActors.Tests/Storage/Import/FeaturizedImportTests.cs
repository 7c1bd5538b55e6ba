using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class FeaturizedImportTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cells_become_lists_of_feature_rows_and_the_side_has_no_row()
    {
        _folder.Add("red,round\tlikes\ta\nred\tlikes\tb\nround, red\tlikes\ta\na\tknows\tb\n");
        RunSettings settings = Settings();
        Import(settings);

        string[] features = ["red", "round"];
        EntityDirectory entities = new(_folder.EntityPath);
        string[] names = [.. entities.ReadNames(new PartitionId("thing", 0))];
        Assert.Equal(features, names.Order(StringComparer.Ordinal));
        using EdgeSlice slice = new EdgeDirectory(_folder.EdgePath(0)).Read(new Bucket(0, 0), 0, 1);
        Assert.Equal(4, slice.Count);
        FeatureLists lists = slice.LhsFeatures!;
        string[] bags = [.. Enumerable.Range(0, 4).Select(edge => string.Join(
            '+',
            lists.Rows.AsSpan()[lists.Offsets[edge]..lists.Offsets[edge + 1]].ToArray().Select(row => names[row])))];
        Assert.Equal(["red+round", "red", "round+red", ""], bags);
        Assert.Equal([-1, -1, -1], slice.Lhs.AsSpan()[..3].ToArray());
        Assert.InRange(slice.Lhs[3], 0, 1);
        Assert.Null(slice.RhsFeatures);
    }

    [Fact]
    public void Rare_features_go_and_edges_whose_bag_is_empty_then()
    {
        _folder.Add("red,odd\tlikes\ta\nred\tlikes\ta\nodder\tlikes\ta\na\tknows\ta\n");
        RunSettings settings = Settings();
        ImportReport report = Import(settings, minCount: 2);

        Assert.Equal(3, report.Edges);
        Assert.Equal(1, new EntityDirectory(_folder.EntityPath).ReadCount(new PartitionId("thing", 0)));
    }

    [Fact]
    public void Two_partitions_of_a_featurised_type_are_refused()
    {
        _folder.Add("red\tlikes\ta\n");

        SettingsException refused = Assert.Throws<SettingsException>(() => Import(Settings(partitions: 2)));
        Assert.Contains("entities.thing.num_partitions", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_featurised_graph_goes_from_text_to_a_trained_checkpoint()
    {
        // Whoever has feature f likes thing f; pairs of features were never seen together in every combination.
        _folder.Add(string.Concat(Enumerable.Range(0, 400).Select(i =>
            $"f{i % 10},f{(i * 7) % 10}\tlikes\tt{(i % 3 == 0 ? i * 7 : i) % 10}\n")));
        RunSettings settings = Settings() with
        {
            Relations = [new RelationSettings { Name = "likes", Lhs = "thing", Rhs = "all" }],
            Dimension = 16,
            NumEpochs = 20,
            NumBatchNegs = 10,
            NumUniformNegs = 10,
            BatchSize = 50,
            Lr = 0.1,
            Workers = 2,
            EvalFraction = 0,
            GlobalEmb = false,
            Comparator = ComparatorKind.Dot,
            LossFn = LossKind.Softmax,
        };
        Import(settings);

        TrainingReport trained = OneNodeRun.Train(settings);
        RankingReport ranks = CheckpointEvaluation.Evaluate(
            settings, new EvaluationRequest(), null, CancellationToken.None);

        Assert.True(double.IsFinite(trained.LossPerEdge));
        Assert.True(new CheckpointDirectory(settings.CheckpointPath).TryReadShape(new("thing", 0), 20) is (10, 16));
        Assert.True(ranks.Realistic.Reciprocal > 0.5, $"MRR {ranks.Realistic.Reciprocal}");
    }

    private RunSettings Settings(int partitions = 1) => _folder.Settings(
        [
            new("all", new EntitySettings { NumPartitions = 1 }),
            new("thing", new EntitySettings { NumPartitions = partitions, Featurized = true }),
        ],
        [
            new RelationSettings { Name = "likes", Lhs = "thing", Rhs = "all" },
            new RelationSettings { Name = "knows", Lhs = "all", Rhs = "all" },
        ]);

    private ImportReport Import(RunSettings settings, int minCount = 1)
    {
        ImportSettings import = _folder.Columns(relation: true) with { EntityMinCount = minCount };
        return EdgeListImport.Run(
            new EdgeImportRequest { Settings = settings, Import = import }, null, CancellationToken.None);
    }
}
