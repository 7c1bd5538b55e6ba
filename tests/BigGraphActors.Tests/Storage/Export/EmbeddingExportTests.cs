using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Export;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Storage.Import;

namespace BigGraphActors.Tests.Storage.Export;

public sealed class EmbeddingExportTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("biggraph-export-").FullName;

    private string EntitiesFile => Path.Combine(_root, "entities.tsv");

    private string RelationsFile => Path.Combine(_root, "relations.tsv");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SharedDataTheory]
    [InlineData("static-2x2")]
    [InlineData("static-3x2")]
    [InlineData("static-3-and-1")]
    [InlineData("dynamic-2x2")]
    [InlineData("featurized")]
    public void Both_files_are_byte_for_byte_those_of_the_reference(string name)
    {
        PbgFixture fixture = new(name);
        ExportReport report = Export(Request(fixture.Settings()));

        Assert.Equal(File.ReadAllText(fixture.PathOf("entities.tsv")), File.ReadAllText(EntitiesFile));
        Assert.Equal(File.ReadAllText(fixture.PathOf("relation_types.tsv")), File.ReadAllText(RelationsFile));
        Assert.Equal(2, report.Version);
        Assert.Equal(report.Bytes, new FileInfo(EntitiesFile).Length + new FileInfo(RelationsFile).Length);
        Assert.Empty(report.Notes);
    }

    [Fact]
    public void Vectors_come_with_their_names_their_global_embedding_and_on_request_their_type()
    {
        RunSettings settings = Train(["Zoë", "b\tc"], globalEmb: true);
        ExportReport report = Export(Request(settings) with { WithType = true });

        Assert.Equal(
            "all\tZoë\t0.500000000\t1.500000000\nall\tb\\tc\t2.500000000\t3.500000000\n", File.ReadAllText(EntitiesFile));
        Assert.Equal("r\trhs\tdiagonal\tdiagonal\t2\t7.000000000\t8.000000000\n", File.ReadAllText(RelationsFile));
        Assert.Equal([new("all", 2)], report.Entities);
        Assert.Equal(1, report.RelationLines);
        Assert.Contains("1 names hold tabs", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_there_stay_unless_they_may_be_replaced()
    {
        RunSettings settings = Train(["a", "b"]);
        File.WriteAllText(EntitiesFile, "mine");

        IOException refusal = Assert.Throws<IOException>(() => Export(Request(settings)));
        Assert.Contains("entities.tsv: the file exists", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(EntitiesFile));

        Export(Request(settings) with { Overwrite = true });
        Assert.StartsWith("a\t0.000000000", File.ReadAllText(EntitiesFile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_can_be_left_out()
    {
        RunSettings settings = Train(["a", "b"]);
        Export(Request(settings) with { EntitiesFile = null });

        Assert.False(File.Exists(EntitiesFile));
        Assert.True(File.Exists(RelationsFile));
    }

    [Fact]
    public void Names_that_are_not_as_many_as_vectors_leave_no_file()
    {
        foreach (string[] names in new[] { new[] { "only one" }, ["one", "two", "three"] })
        {
            RunSettings settings = Train(names);
            CorruptFileException refusal = Assert.Throws<CorruptFileException>(() => Export(Request(settings)));

            Assert.Contains("entity_names_all_0.json", refusal.File, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(_root));
        }
    }

    [Fact]
    public void Relations_with_other_names_than_the_settings_are_refused()
    {
        RunSettings settings = Train(["a", "b"]);
        new EntityDirectory(settings.EntityPath).WriteRelationNames(["other"]);

        CorruptFileException refusal = Assert.Throws<CorruptFileException>(() => Export(Request(settings)));
        Assert.Contains("relation 0, 'r', found 'other'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_does_not_exist_is_named()
    {
        RunSettings settings = Train(["a", "b"]);

        FileNotFoundException refusal =
            Assert.Throws<FileNotFoundException>(() => Export(Request(settings) with { Version = 9 }));
        Assert.Contains("model.v9.h5", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_what_the_settings_want_is_refused()
    {
        RunSettings settings = Train(["a", "b"]);

        Assert.Contains("global_embs.emb_all", Refusal(settings with { GlobalEmb = true }), StringComparison.Ordinal);
        RelationSettings other = settings.Relations[0] with { Operator = OperatorKind.Translation };
        Assert.Contains(
            "rhs_operators.0.translation", Refusal(settings with { Relations = [other] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_it_leaves_no_file()
    {
        RunSettings settings = Train(["a", "b"]);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(
            () => EmbeddingExport.Run(Request(settings), _ => stop.Cancel(), stop.Token));

        Assert.Empty(Directory.EnumerateFiles(_root));
    }

    [Fact]
    public void Names_longer_than_the_buffer_are_written_whole()
    {
        using MemoryStream stream = new();
        TsvWriter writer = new(stream);
        string name = string.Concat(Enumerable.Repeat("a\U0001F600é", 200_000));
        writer.Write(name);
        writer.Write([1f]);
        writer.EndLine();
        writer.Flush();

        Assert.Equal($"{name}\t1.000000000\n", Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(stream.Length, writer.Length);
    }

    private static ExportReport Export(ExportRequest request) =>
        EmbeddingExport.Run(request, null, CancellationToken.None);

    private string Refusal(RunSettings settings) =>
        Assert.Throws<CorruptFileException>(() => Export(Request(settings))).Message;

    private ExportRequest Request(RunSettings settings) =>
        new() { Settings = settings, EntitiesFile = EntitiesFile, RelationsFile = RelationsFile };

    // A checkpoint of version 1 with two vectors, [0 1] and [2 3], and one diagonal relation.
    private RunSettings Train(string[] names, bool globalEmb = false)
    {
        RunSettings settings = new()
        {
            Entities = [new("all", new EntitySettings { NumPartitions = 1 })],
            Relations = [new RelationSettings { Name = "r", Lhs = "all", Rhs = "all", Operator = OperatorKind.Diagonal }],
            Dimension = 2,
            GlobalEmb = globalEmb,
            EntityPath = Path.Combine(_root, "data"),
            EdgePaths = [Path.Combine(_root, "edges")],
            CheckpointPath = Path.Combine(_root, "model"),
        };
        EntityDirectory entities = new(settings.EntityPath);
        entities.Prepare();
        entities.WriteNames(new("all", 0), names);

        CheckpointDirectory checkpoint = new(settings.CheckpointPath);
        checkpoint.Prepare();
        using EmbeddingTable table = new(2, 2);
        float[][] rows = [[0, 1], [2, 3]];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(table.Row(i));
        }

        List<ModelParameter> parameters =
            [new ModelParameter { Key = "rhs_operators.0.diagonal", Shape = [2], Values = [7, 8] }];
        if (globalEmb)
        {
            parameters.Add(new ModelParameter { Key = "global_embs.emb_all", Shape = [2], Values = [0.5f, 0.5f] });
        }

        checkpoint.WriteEmbeddings(new("all", 0), 1, table, Metadata, null);
        checkpoint.WriteModel(1, new ModelState(parameters, null), Metadata);
        checkpoint.CommitVersion(1);
        return settings;
    }

    private static readonly CheckpointMetadata Metadata = new()
    {
        ConfigJson = "{}",
        EpochCount = 1,
        EpochIndex = 0,
        EdgePathCount = 1,
        EdgePathIndex = 0,
        EdgePath = "edges",
        EdgeSliceCount = 1,
        EdgeSliceIndex = 0,
    };
}
