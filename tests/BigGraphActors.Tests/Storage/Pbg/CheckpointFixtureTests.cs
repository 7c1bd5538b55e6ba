using System.Globalization;
using System.Text;
using System.Text.Json;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>PBG's own checkpoints against its exports and the decoded optimiser states.</summary>
public sealed class CheckpointFixtureTests
{
    public static TheoryData<string> Fixtures =>
        ["dynamic-2x2", "featurized", "static-2x2", "static-3-and-1", "static-3x2"];

    [SharedDataTheory]
    [MemberData(nameof(Fixtures))]
    public void Tables_and_global_embeddings_of_pbg_are_those_of_its_export(string fixture) => AssertEntities(
        SharedData.PathOf("pbg-fixtures", fixture, "model"),
        SharedData.PathOf("pbg-fixtures", fixture, "data"),
        SharedData.PathOf("pbg-fixtures", fixture, "entities.tsv"));

    [SharedDataTheory]
    [InlineData("standard")]
    [InlineData("dynamic")]
    public void Tables_of_the_samples_are_those_of_their_export(string sample) => AssertEntities(
        SharedData.PathOf("pbg-samples", sample),
        SharedData.PathOf("pbg-samples", sample),
        SharedData.PathOf("pbg-samples", sample, "e.tsv"));

    [SharedDataTheory]
    [MemberData(nameof(Fixtures))]
    public void Parameters_of_pbg_are_those_of_its_export(string fixture) => AssertParameters(
        SharedData.PathOf("pbg-fixtures", fixture, "model"),
        SharedData.PathOf("pbg-fixtures", fixture, "relation_types.tsv"));

    [SharedDataTheory]
    [InlineData("standard")]
    [InlineData("dynamic")]
    public void Parameters_of_the_samples_are_those_of_their_export(string sample) => AssertParameters(
        SharedData.PathOf("pbg-samples", sample), SharedData.PathOf("pbg-samples", sample, "r.tsv"));

    [SharedDataTheory]
    [MemberData(nameof(Fixtures))]
    public void Optimiser_states_of_pbg_are_those_decoded_by_torch(string fixture)
    {
        CheckpointDirectory checkpoint = new(SharedData.PathOf("pbg-fixtures", fixture, "model"));
        using JsonDocument expected =
            JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("pbg-fixtures", fixture, "optimizer_states.json")));
        JsonElement states = expected.RootElement.GetProperty("states");
        int version = checkpoint.ReadVersion();
        Assert.Equal(2, version);
        foreach (PartitionId partition in checkpoint.FindPartitions(version))
        {
            using EmbeddingTable table =
                CheckpointCopy.ReadTable(checkpoint, partition, version, out EmbeddingOptimizerState? state);
            JsonElement own = states.GetProperty($"embeddings_{partition}");
            Assert.Equal(own.GetProperty("lr").GetDouble(), state!.LearningRate);
            Assert.Equal(Floats(own.GetProperty("sum")), table.RowSums.AsSpan().ToArray());
        }

        ModelState model = checkpoint.TryReadModel(version)!;
        JsonElement expectedModel = states.GetProperty("model");
        Assert.Equal(
            expectedModel.GetProperty("parameter_order").EnumerateArray().Select(key => key.GetString()),
            model.Parameters.Select(parameter => parameter.Key));
        foreach (ModelParameter parameter in model.Parameters)
        {
            JsonElement own = expectedModel.GetProperty("state").GetProperty(parameter.Key);
            Assert.Equal((long)own.GetProperty("step").GetDouble(), parameter.Step);
            Assert.Equal(Floats(own.GetProperty("shape")).Select(length => (int)length), parameter.Shape);
            Assert.Equal(Floats(own.GetProperty("sum")), parameter.Sum);
        }
    }

    [SharedDataFact]
    public void Every_checkpoint_of_pbg_is_the_same_after_reading_and_writing()
    {
        int files = 0;
        foreach (CheckpointDirectory source in Checkpoints())
        {
            using TemporaryFolder folder = new();
            CheckpointDirectory target = new(folder.Root);
            int version = source.ReadVersion();
            CheckpointCopy.Write(source, target);
            foreach (PartitionId partition in source.FindPartitions(version))
            {
                AssertSameFile(source.EmbeddingsPath(partition, version), target.EmbeddingsPath(partition, version));
                files++;
            }

            AssertSameFile(source.ModelPath(version), target.ModelPath(version));
            files++;
        }

        Assert.True(files >= 25, $"only {files} files");
    }

    [SharedDataFact]
    public void A_model_without_parameters_has_an_empty_state()
    {
        CheckpointDirectory checkpoint = new(SharedData.PathOf("pbg-samples", "none"));
        ModelState model = checkpoint.TryReadModel(1)!;

        Assert.Empty(model.Parameters);
        Assert.Null(model.LearningRate);
    }

    [SharedDataFact]
    public void Many_relations_come_in_the_order_of_their_numbers()
    {
        ModelState model = new CheckpointDirectory(SharedData.PathOf("pbg-samples", "many_relations")).TryReadModel(1)!;
        IEnumerable<int> relations = model.Parameters
            .Where(parameter => parameter.Key.StartsWith("rhs", StringComparison.Ordinal))
            .Select(parameter => int.Parse(parameter.Key.Split('.')[1], CultureInfo.InvariantCulture));

        Assert.Equal(Enumerable.Range(0, 20), relations.Distinct());
        Assert.All(model.Parameters, parameter => Assert.NotNull(parameter.Sum));
    }

    [SharedDataFact]
    public void Statistics_of_pbg_are_the_same_bytes_after_reading_and_writing()
    {
        using TemporaryFolder folder = new();
        int number = 0;
        foreach (CheckpointDirectory source in Checkpoints())
        {
            CheckpointDirectory target = new(folder.PathOf($"{number++}"));
            target.Prepare();
            List<TrainingStatsLine> lines = source.ReadStats().ToList();
            target.AppendStats(lines.Take(2));
            target.AppendStats(lines.Skip(2));

            Assert.Equal(File.ReadAllText(source.StatsPath), File.ReadAllText(target.StatsPath));
            Assert.Equal(lines, target.ReadStats());
        }
    }

    private static void AssertEntities(string model, string names, string export)
    {
        CheckpointDirectory checkpoint = new(model);
        EntityDirectory entities = new(names);
        int version = checkpoint.ReadVersion();
        ModelState parameters = checkpoint.TryReadModel(version)!;
        StringBuilder text = new();
        foreach (PartitionId partition in checkpoint.FindPartitions(version))
        {
            float[]? global = parameters.Find($"global_embs.emb_{partition.EntityType}")?.Values;
            using EmbeddingTable table = CheckpointCopy.ReadTable(checkpoint, partition, version, out _);
            Assert.Equal(entities.ReadCount(partition), table.RowCount);
            long row = 0;
            foreach (string name in entities.ReadNames(partition))
            {
                float[] values = table.Row(row++).ToArray();
                AppendLine(text, name, global is null ? values : values.Zip(global, (value, shift) => value + shift));
            }
        }

        Assert.Equal(File.ReadAllText(export), text.ToString());
    }

    private static void AssertParameters(string model, string export)
    {
        CheckpointDirectory checkpoint = new(model);
        ModelState state = checkpoint.TryReadModel(checkpoint.ReadVersion())!;
        string[][] lines = File.ReadAllLines(export).Select(line => line.Split('\t')).ToArray();
        string[] names = ReadNames(model);
        foreach (IGrouping<string, string[]> group in lines.GroupBy(line => $"{line[1]} {line[3]} {line[0]}"))
        {
            string[] line = Assert.Single(group);
            bool dynamic = state.Find("lhs_operators.0." + line[3]) is not null;
            int relation = Array.IndexOf(names, line[0]);
            ModelParameter parameter = state.Find($"{line[1]}_operators.{(dynamic ? 0 : relation)}.{line[3]}")!;
            int size = dynamic ? parameter.Values.Length / parameter.Shape[0] : parameter.Values.Length;
            float[] values = parameter.Values.AsSpan(dynamic ? relation * size : 0, size).ToArray();

            Assert.Equal(string.Join('x', parameter.Shape.Skip(dynamic ? 1 : 0)), line[4]);
            Assert.Equal(line.Skip(5), values.Select(Format));
        }
    }

    private static string[] ReadNames(string model)
    {
        string beside = Path.Combine(Path.GetDirectoryName(model)!, "data");
        return [.. new EntityDirectory(Directory.Exists(beside) ? beside : model).ReadRelationNames()];
    }

    private static void AssertSameFile(string expectedPath, string actualPath)
    {
        using Hdf5File expected = Hdf5File.Open(expectedPath);
        using Hdf5File actual = Hdf5File.Open(actualPath);
        AssertSameAttributes(expected.Root, actual.Root);
        Dictionary<string, Hdf5Dataset> written = actual.Root.EnumerateDatasets().ToDictionary(dataset => dataset.Path);
        int count = 0;
        foreach (Hdf5Dataset dataset in expected.Root.EnumerateDatasets())
        {
            Hdf5Dataset other = written[dataset.Path];
            Assert.Equal(dataset.ElementType, other.ElementType);
            Assert.Equal(dataset.Shape, other.Shape);
            AssertSameAttributes(dataset, other);

            // The optimiser's blob too: our writer gives the bytes of torch 1.13.
            Assert.Equal(Bytes(dataset), Bytes(other));
            count++;
        }

        Assert.Equal(count, written.Count);
    }

    private static void AssertSameAttributes(Hdf5Object expected, Hdf5Object actual)
    {
        Assert.Equal(expected.Attributes.Keys.Order(), actual.Attributes.Keys.Order());
        foreach ((string name, Hdf5Attribute attribute) in expected.Attributes)
        {
            Hdf5Attribute other = actual.Attributes[name];
            Assert.Equal(attribute.ElementType.Class, other.ElementType.Class);
            Assert.Equal(attribute.Shape, other.Shape);
            if (attribute.ElementType.Class == Hdf5ElementClass.Integer)
            {
                Assert.Equal(attribute.ReadInt64(), other.ReadInt64());
            }
            else
            {
                Assert.Equal(attribute.ReadString(), other.ReadString());
            }
        }
    }

    private static byte[] Bytes(Hdf5Dataset dataset)
    {
        byte[] bytes = new byte[dataset.ElementCount * dataset.ElementType.SizeBytes];
        dataset.ReadBytes(0, bytes);
        return bytes;
    }

    private static IEnumerable<CheckpointDirectory> Checkpoints() => new[] { "pbg-samples", "pbg-fixtures" }
        .Select(folder => SharedData.PathOf(folder))
        .SelectMany(root => Directory.GetFiles(root, "checkpoint_version.txt", SearchOption.AllDirectories))
        .Select(path => new CheckpointDirectory(Path.GetDirectoryName(path)!));

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];

    private static void AppendLine(StringBuilder text, string name, IEnumerable<float> values) =>
        text.Append(name).Append('\t').AppendJoin('\t', values.Select(Format)).Append('\n');

    private static string Format(float value) => ((double)value).ToString("F9", CultureInfo.InvariantCulture);
}
