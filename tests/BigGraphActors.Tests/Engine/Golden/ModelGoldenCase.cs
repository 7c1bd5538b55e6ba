using System.Text.Json;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Engine.Golden;

/// <summary>A golden model case brought to life: settings, tables and parameters as the file has them.</summary>
internal sealed class ModelGoldenCase : IDisposable
{
    private readonly JsonElement _case;

    public ModelGoldenCase(JsonElement element)
    {
        _case = element;
        Settings = ReadSettings(element.GetProperty("config"));
        foreach (JsonProperty table in element.GetProperty("tables").EnumerateObject())
        {
            Tables.Add(table.Name, MakeTable(GoldenTensor.Read(table.Value)));
        }

        int relations = element.GetProperty("num_dynamic_relations").GetInt32();
        Bucket = new Bucket(PartitionOf("lhs_table_of_type"), PartitionOf("rhs_table_of_type"));
        Plan = new ModelPlan(Settings, CountOf, relations);
        Model = new SharedModel(Plan);
        Model.LoadFrom(new ModelState(
        [
            .. element.GetProperty("params").EnumerateObject().Select(parameter =>
            {
                GoldenTensor tensor = GoldenTensor.Read(parameter.Value);
                return new ModelParameter { Key = parameter.Name, Shape = tensor.Shape, Values = tensor.Floats };
            }),
        ],
        null));
        Dictionary<PartitionId, EmbeddingTable> byPartition = [];
        foreach ((string name, EmbeddingTable table) in Tables)
        {
            string[] parts = name.Split('/');
            byPartition[new PartitionId(parts[0], int.Parse(parts[1]))] = table;
        }

        Bound = new BucketTables(Bucket, byPartition);
    }

    public RunSettings Settings { get; }

    public ModelPlan Plan { get; }

    public SharedModel Model { get; }

    public Dictionary<string, EmbeddingTable> Tables { get; } = [];

    public Bucket Bucket { get; }

    public BucketTables Bound { get; }

    public IEnumerable<JsonElement> Batches => _case.GetProperty("batches").EnumerateArray();

    public void Dispose()
    {
        Model.Dispose();
        foreach (EmbeddingTable table in Tables.Values)
        {
            table.Dispose();
        }
    }

    private static RunSettings ReadSettings(JsonElement config) => new()
    {
        Entities =
        [
            .. config.GetProperty("entities").EnumerateObject().Select(entity => KeyValuePair.Create(
                entity.Name,
                new EntitySettings
                {
                    NumPartitions = entity.Value.GetProperty("num_partitions").GetInt32(),
                    Featurized = entity.Value.GetProperty("featurized").GetBoolean(),
                })),
        ],
        Relations =
        [
            .. config.GetProperty("relations").EnumerateArray().Select(relation => new RelationSettings
            {
                Name = relation.GetProperty("name").GetString()!,
                Lhs = relation.GetProperty("lhs").GetString()!,
                Rhs = relation.GetProperty("rhs").GetString()!,
                Operator = Choice<OperatorKind>(relation.GetProperty("operator")),
                Weight = relation.GetProperty("weight").GetDouble(),
                AllNegs = relation.GetProperty("all_negs").GetBoolean(),
            }),
        ],
        Dimension = config.GetProperty("dimension").GetInt32(),
        DynamicRelations = config.GetProperty("dynamic_relations").GetBoolean(),
        GlobalEmb = config.GetProperty("global_emb").GetBoolean(),
        Comparator = Choice<ComparatorKind>(config.GetProperty("comparator")),
        Bias = config.GetProperty("bias").GetBoolean(),
        LossFn = Choice<LossKind>(config.GetProperty("loss_fn")),
        Margin = config.GetProperty("margin").GetDouble(),
        MaxNorm = Optional(config.GetProperty("max_norm")),
        RegularizationCoef = config.GetProperty("regularization_coef").GetDouble(),
        NumBatchNegs = config.GetProperty("num_batch_negs").GetInt32(),
        NumUniformNegs = config.GetProperty("num_uniform_negs").GetInt32(),
        DisableLhsNegs = config.GetProperty("disable_lhs_negs").GetBoolean(),
        DisableRhsNegs = config.GetProperty("disable_rhs_negs").GetBoolean(),
        Lr = config.GetProperty("lr").GetDouble(),
        RelationLr = Optional(config.GetProperty("relation_lr")),
        BatchSize = config.GetProperty("batch_size").GetInt32(),
        EntityPath = string.Empty,
        EdgePaths = [string.Empty],
        CheckpointPath = string.Empty,
    };

    private static double? Optional(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();

    private static T Choice<T>(JsonElement value)
        where T : struct, Enum => Enum.Parse<T>(value.GetString()!.Replace("_", string.Empty, StringComparison.Ordinal), true);

    private static EmbeddingTable MakeTable(GoldenTensor values)
    {
        EmbeddingTable table = new(values.Shape[0], values.Shape[1]);
        for (int row = 0; row < values.Shape[0]; row++)
        {
            values.Floats.AsSpan(row * table.Dim, table.Dim).CopyTo(table.Row(row));
        }

        return table;
    }

    private int PartitionOf(string property) => _case.GetProperty(property).EnumerateObject()
        .Where(entry => Settings.Entities.First(entity => entity.Key == entry.Name).Value.NumPartitions > 1)
        .Select(entry => int.Parse(entry.Value.GetString()!.Split('/')[1]))
        .FirstOrDefault();

    private long CountOf(PartitionId partition) =>
        Tables.TryGetValue($"{partition.EntityType}/{partition.Index}", out EmbeddingTable? table) ? table.RowCount : 1;
}
