using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Export;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Import.Vectors;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Import.Vectors;

public sealed class EmbeddingImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_published_wikidata_layout_becomes_a_checkpoint()
    {
        string file = In("wikidata.tsv.gz");
        using (GZipStream gzip = new(File.Create(file), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(
                "5 2 4\n"
                + "<http://www.wikidata.org/entity/Q1>\t1\t2\t3\t4\n"
                + "\"a name\"@en\t-1\t-2\t-3\t-4.5\n"
                + "c\t0\t0\t0\t0.25\nd\t1e-3\t0\t0\t0\ne\t7\t7\t7\t7\n"
                + "P31\t.1\t.2\t.3\t.4\nP279\t5\t6\t7\t8\n"
                + "P31_reverse_relation\t-.1\t-.2\t-.3\t-.4\nP279_reverse_relation\t9\t10\t11\t12\n"));
        }

        EmbeddingImportReport report = Run(Settings(partitions: 2), file);

        Assert.Equal((5, 4, 2), (report.Entities, report.Dim, report.Relations));
        EntityDirectory entities = new(In("entities"));
        Assert.Equal(["<http://www.wikidata.org/entity/Q1>", "\"a name\"@en", "c"], entities.ReadNames(Part(0)));
        Assert.Equal(["d", "e"], entities.ReadNames(Part(1)));
        Assert.Equal(["P31", "P279"], entities.ReadRelationNames());
        Assert.Equal(2, entities.ReadRelationCount());
        Assert.Equal([-1, -2, -3, -4.5f], RowOf(0, 1, rows: 3));
        Assert.Equal([7f, 7, 7, 7], RowOf(1, 1, rows: 2));
        ModelState model = new CheckpointDirectory(In("model")).TryReadModel(0)!;
        Assert.Equal([.1f, .2f, .3f, .4f, 5, 6, 7, 8], model.Find("rhs_operators.0.translations")!.Values);
        Assert.Equal([-.1f, -.2f, -.3f, -.4f, 9, 10, 11, 12], model.Find("lhs_operators.0.translations")!.Values);
        Assert.Equal([2, 4], model.Find("lhs_operators.0.translations")!.Shape);
    }

    [Theory]
    [InlineData(OperatorKind.ComplexDiagonal, true)]
    [InlineData(OperatorKind.Affine, true)]
    [InlineData(OperatorKind.Linear, false)]
    public void What_is_exported_can_be_imported(OperatorKind kind, bool dynamic)
    {
        RunSettings settings = Settings(partitions: 1, kind, dynamic);
        string file = Write("entities.tsv", "a\t1\t2\t3\t4\nb\t5\t6\t7\t8\n");
        string shape = kind == OperatorKind.ComplexDiagonal ? "2" : "4x4";
        string side = dynamic ? "lhs" : "rhs";
        string[] parameters = (kind, dynamic) switch
        {
            (OperatorKind.ComplexDiagonal, _) => ["real", "imag"],
            (OperatorKind.Affine, _) => ["linear_transformations", "translations"],
            _ => ["linear_transformation"],
        };
        string[] sides = dynamic ? ["lhs", "rhs"] : ["rhs"];
        string word = kind switch
        {
            OperatorKind.ComplexDiagonal => "complex_diagonal",
            OperatorKind.Affine => "affine",
            _ => "linear",
        };
        string relations = Write("relations.tsv", string.Concat(
            from s in sides
            from parameter in parameters
            let length = parameter.StartsWith("linear", StringComparison.Ordinal) ? 16 : shape == "2" ? 2 : 4
            let dims = length == 16 ? "4x4" : $"{length}"
            select $"rel\t{s}\t{word}\t{parameter}\t{dims}\t"
                + string.Join('\t', Enumerable.Range(0, length).Select(i => $"{i}.500000000")) + "\n"));

        Run(settings, file, relations);
        EmbeddingExport.Run(
            new ExportRequest
            {
                Settings = settings,
                EntitiesFile = In("out.tsv"),
                RelationsFile = In("out-relations.tsv"),
            },
            null,
            CancellationToken.None);

        Assert.Equal(
            "a\t1.000000000\t2.000000000\t3.000000000\t4.000000000",
            File.ReadLines(In("out.tsv")).First());
        Assert.Equal(File.ReadAllText(relations), File.ReadAllText(In("out-relations.tsv")));
        Assert.Equal(side, File.ReadLines(relations).First().Split('\t')[1]);
    }

    [Theory]
    [InlineData("a\t1\t2\t3\n", "holds 3 numbers")]
    [InlineData("a\t1\t2\t3\t4\nb\t1\t2\t3\t4\t5\n", ":2: holds more than 4 numbers")]
    [InlineData("a\t1\t2\tx\t4\n", "element 2 is no number: 'x'")]
    [InlineData("a\t1\t2\tNaN\t4\n", "element 2 is not finite")]
    [InlineData("5 0 4\na\t1\t2\t3\t4\n", "ends after 1 of 5 vectors")]
    [InlineData("a\t1\t2\t3\t4\nb 1 2 3\n", ":2: holds 3 numbers")]
    public void What_does_not_fit_is_named_and_leaves_nothing(string text, string expected)
    {
        EdgeListException error = Assert.Throws<EdgeListException>(
            () => Run(Settings(partitions: 2), Write("vectors.tsv", text)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("entities")));
        Assert.False(Directory.Exists(In("model")));
    }

    [Fact]
    public void Another_dimension_and_several_types_are_refused_before_anything_is_written()
    {
        string file = Write("wikidata.tsv", "1 0 200\na\t1\n");
        Assert.Contains(
            "but the vectors of", Assert.Throws<SettingsException>(() => Run(Settings(1), file)).Message, StringComparison.Ordinal);
        RunSettings two = Settings(1) with { Entities = [.. Settings(1).Entities, new("other", new() { NumPartitions = 1 })] };
        Assert.Throws<SettingsException>(() => Run(two, file));
        Assert.False(Directory.Exists(In("entities")));
    }

    [Fact]
    public void What_is_there_is_replaced_only_when_asked_and_a_trained_checkpoint_never()
    {
        string file = Write("vectors.tsv", "a 1 2 3 4\nb c 5 6 7 8\n");
        Run(Settings(1), file);
        Assert.Equal(["a", "b c"], new EntityDirectory(In("entities")).ReadNames(Part(0)));
        Assert.Throws<IOException>(() => Run(Settings(1), file));
        Run(Settings(1), file, overwrite: true);
        new CheckpointDirectory(In("model")).CommitVersion(3);
        Assert.Throws<IOException>(() => Run(Settings(1), file, overwrite: true));
    }

    private static PartitionId Part(int index) => new("all", index);

    private static EmbeddingImportReport Run(
        RunSettings settings, string file, string? relations = null, bool overwrite = false) => EmbeddingImport.Run(
        new EmbeddingImportRequest
        {
            Settings = settings,
            EntitiesFile = file,
            RelationsFile = relations,
            Overwrite = overwrite,
        },
        null,
        CancellationToken.None);

    [UnixFact]
    public void A_pipe_is_refused_because_vectors_are_read_several_times()
    {
        string pipe = In("pipe");
        using Process make = Process.Start("mkfifo", pipe);
        make.WaitForExit();
        Task writing = Task.Run(() =>
        {
            using FileStream end = new(pipe, FileMode.Open, FileAccess.Write);
            end.Write("a 1 2 3 4\n"u8);
        });

        EdgeListException refusal = Assert.Throws<EdgeListException>(() => Run(Settings(partitions: 1), pipe));
        writing.Wait();

        Assert.Contains("is a pipe", refusal.Message, StringComparison.Ordinal);
    }

    private float[] RowOf(int partition, int row, long rows)
    {
        using EmbeddingTable table = new(rows, 4);
        Assert.True(new CheckpointDirectory(In("model")).TryReadEmbeddings(Part(partition), 0, table));
        return table.Row(row).ToArray();
    }

    private RunSettings Settings(
        int partitions, OperatorKind kind = OperatorKind.Translation, bool dynamic = true) => new()
        {
            Entities = [new("all", new EntitySettings { NumPartitions = partitions })],
            Relations = [new RelationSettings { Name = "rel", Lhs = "all", Rhs = "all", Operator = kind }],
            DynamicRelations = dynamic,
            GlobalEmb = false,
            Dimension = 4,
            EntityPath = In("entities"),
            EdgePaths = [In("edges")],
            CheckpointPath = In("model"),
        };

    private string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
