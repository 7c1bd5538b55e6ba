using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class EdgeListImportTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a\tknows\tb\nb\tlikes\tc\n")]
    [InlineData("a\tknows\tb\r\nb\tlikes\tc\r\n")]
    [InlineData("a,knows,b\nb,likes,c")]
    [InlineData("a  knows b\n\n b likes   c \n")]
    [InlineData("\uFEFFa\tknows\tb\n# a comment\nb\tlikes\tc")]
    [InlineData("\"a\",\"knows\",\"b\"\n\"b\",\"likes\",\"c\"\n")]
    public void The_same_edges_are_read_from_every_dialect(string text)
    {
        _folder.Add(text);
        (ImportReport report, MemoryGraph graph) =
            ImportFolder.Import(_folder.Settings(1, "knows", "likes"), _folder.Columns(relation: true));

        Assert.Equal(["a knows b", "b likes c"], graph.Edges());
        Assert.Equal(2, report.Edges);
        Assert.Equal(["knows", "likes"], graph.Relations);
        AssertEveryLineIsCounted(report);
    }

    [Fact]
    public void Gzip_is_known_by_its_content_and_may_have_several_members()
    {
        byte[] first = ImportFolder.Gzip("a\tb\nb\t"u8.ToArray());
        byte[] second = ImportFolder.Gzip("c\n"u8.ToArray());
        _folder.Add([.. first, .. second], "edges.txt");

        Assert.Equal(["a edge b", "b edge c"], ImportFolder.Import(_folder.Settings(), _folder.Columns()).Graph.Edges());
    }

    [Fact]
    public void Names_may_hold_blanks_any_script_and_a_hundred_thousand_letters()
    {
        string longName = new('é', 700_000);
        _folder.Add($"New York\t東京 都\n{longName}\t\U0001F600\n");
        MemoryGraph graph = ImportFolder.Import(_folder.Settings(), _folder.Columns()).Graph;

        Assert.Equal(["New York edge 東京 都", $"{longName} edge \U0001F600"], graph.Edges());
    }

    [Fact]
    public void Header_and_comments_are_no_edges()
    {
        _folder.Add("% made by hand\nsource\ttarget\na\tb\n% more\nc\td\n");
        ImportSettings import = _folder.Columns() with { Header = true, Comment = "%" };
        (ImportReport report, MemoryGraph graph) = ImportFolder.Import(_folder.Settings(), import);

        Assert.Equal(["a edge b", "c edge d"], graph.Edges());
        ImportedFile file = Assert.Single(report.Files);
        Assert.Equal((5L, 1L, 2L, 0L, 2L), (file.Lines, file.Headers, file.Comments, file.Rejected, file.Edges));
        Assert.Contains("begin with '%'", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_nobody_announced_is_pointed_out()
    {
        _folder.Add("source\ttarget\na\tb\n");

        ImportReport report = ImportFolder.Import(_folder.Settings(), _folder.Columns()).Report;

        Assert.Contains("header = true", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_files_share_one_space_of_names_and_fill_one_edge_path_each()
    {
        _folder.Add("a\tb\nb\tc\n", "train.tsv");
        _folder.Add("c,a\n", "test.csv");
        (ImportReport report, MemoryGraph graph) = ImportFolder.Import(_folder.Settings(), _folder.Columns());

        Assert.Equal(["a edge b", "b edge c"], graph.Edges(0));
        Assert.Equal(["c edge a"], graph.Edges(1));
        Assert.Equal(3, graph.Entities[new PartitionId("all", 0)].Length);
        Assert.Equal([ColumnDelimiter.Tab, ColumnDelimiter.Comma], report.Files.Select(file => file.Delimiter));
        Assert.Equal([_folder.EdgePath(0), _folder.EdgePath(1)], report.Files.Select(file => file.EdgePath));
    }

    [Fact]
    public void Weights_are_kept_as_they_are()
    {
        _folder.Add("a\tb\t0.5\nb\tc\t2.75\nc\ta\t1e-3\na\ta\t0\n");
        MemoryGraph graph = ImportFolder.Import(_folder.Settings(), _folder.Columns() with { WeightColumn = 2 }).Graph;

        Assert.Equal(["a edge b 0.5", "b edge c 2.75", "c edge a 0.001", "a edge a 0"], graph.Edges());
    }

    [Fact]
    public void Dynamic_relations_are_numbered_as_they_are_found()
    {
        _folder.Add("a\tknows\tb\nb\tlikes\tc\nc\tknows\ta\n");
        RunSettings settings = _folder.Settings() with { DynamicRelations = true };
        (ImportReport report, MemoryGraph graph) = ImportFolder.Import(settings, _folder.Columns(relation: true));

        Assert.Equal(["a knows b", "b likes c", "c knows a"], graph.Edges());
        Assert.Equal(2, report.Relations);
        Assert.Equal(["knows", "likes"], graph.Relations.Order());
    }

    [Fact]
    public void The_relation_decides_the_types_of_both_ends()
    {
        _folder.Add("x\tlives_in\tx\nx\tknows\ty\n");
        RunSettings settings = _folder.Settings(
            [new("person", new EntitySettings { NumPartitions = 1 }), new("place", new EntitySettings { NumPartitions = 1 })],
            [
                new RelationSettings { Name = "knows", Lhs = "person", Rhs = "person" },
                new RelationSettings { Name = "lives_in", Lhs = "person", Rhs = "place" },
            ]);
        (ImportReport report, MemoryGraph graph) = ImportFolder.Import(settings, _folder.Columns(relation: true));

        Assert.Equal(["x lives_in x", "x knows y"], graph.Edges());
        Assert.Equal([("person", 2L), ("place", 1L)], report.EntityTypes.Select(type => (type.Name, type.Count)));
    }

    [Fact]
    public void Rare_entities_and_relations_go_with_their_edges()
    {
        _folder.Add("a\tr\tb\nb\tr\ta\na\tr\tonce\na\trare\tb\nlonely\trare\tlonely\n");
        RunSettings settings = _folder.Settings() with { DynamicRelations = true };
        ImportSettings import = _folder.Columns(relation: true) with { EntityMinCount = 2, RelationMinCount = 3 };
        (ImportReport report, MemoryGraph graph) = ImportFolder.Import(settings, import);

        Assert.Equal(["a r b", "b r a"], graph.Edges());
        Assert.Equal(["a", "b"], graph.Entities[new PartitionId("all", 0)].Order());
        Assert.Equal((1, 1), (report.Relations, report.DroppedRelations));
        Assert.Equal(2, Assert.Single(report.EntityTypes).Dropped);
        Assert.Equal(3, Assert.Single(report.Files).Dropped);
        AssertEveryLineIsCounted(report);
    }

    [Fact]
    public void Every_bucket_is_written_and_keeps_the_order_of_the_input()
    {
        StringBuilder text = new();
        for (int i = 0; i < 5000; i++)
        {
            text.Append(i * 7 % 50).Append('\t').Append(i * 11 % 50).Append('\n');
        }

        _folder.Add(text.ToString());
        MemoryGraph graph = ImportFolder.Import(_folder.Settings(partitions: 3), _folder.Columns()).Graph;

        Assert.Equal(9, graph.Buckets.Count);
        Assert.Equal(5000, graph.Edges().Length);
        string[] lines = [.. text.ToString().TrimEnd('\n').Split('\n').Select(line => line.Replace("\t", " edge "))];
        Assert.Equal(lines.Order(), graph.Edges().Order());
        foreach ((_, Bucket bucket) in graph.Buckets)
        {
            HashSet<string> inBucket = [.. graph.EdgesOf(bucket)];
            Assert.Equal(lines.Where(inBucket.Contains), graph.EdgesOf(bucket));
        }
    }

    [Fact]
    public void An_unpartitioned_type_lies_in_partition_0_and_empty_buckets_exist()
    {
        _folder.Add("p1\tq1\np2\tq1\np3\tq1\n");
        RunSettings settings = _folder.Settings(
            [new("person", new EntitySettings { NumPartitions = 3 }), new("place", new EntitySettings { NumPartitions = 1 })],
            [
                new RelationSettings { Name = "at", Lhs = "person", Rhs = "place" },
                new RelationSettings { Name = "knows", Lhs = "person", Rhs = "person" },
            ]);
        (ImportReport report, MemoryGraph graph) = ImportFolder.Import(settings, _folder.Columns());

        Assert.Equal((3, 3), report.Buckets);
        Assert.Equal(9, graph.Buckets.Count);
        Assert.Single(graph.EdgesOf(new Bucket(2, 0)));
        Assert.Empty(graph.EdgesOf(new Bucket(2, 1)));
        Assert.Contains(report.Notes, note => note.StartsWith("No relation-column", StringComparison.Ordinal));
    }

    [Fact]
    public void A_seed_gives_the_same_files_and_another_seed_others()
    {
        _folder.Add(string.Concat(Enumerable.Range(0, 200).Select(i => $"n{i}\tr{i % 5}\tn{i * 3 % 200}\n")));
        RunSettings settings = _folder.Settings(partitions: 4) with { DynamicRelations = true };
        ImportSettings import = _folder.Columns(relation: true);

        string first = ImportFolder.Import(settings, import).Graph.Fingerprint();
        Assert.Equal(first, ImportFolder.Import(settings, import).Graph.Fingerprint());
        Assert.NotEqual(first, ImportFolder.Import(settings with { Seed = 8 }, import).Graph.Fingerprint());
    }

    [Fact]
    public void A_drawn_seed_is_reported_and_repeats_the_import()
    {
        _folder.Add(string.Concat(Enumerable.Range(0, 50).Select(i => $"n{i}\tn{i + 1}\n")));
        (ImportReport report, MemoryGraph graph) =
            ImportFolder.Import(_folder.Settings() with { Seed = null }, _folder.Columns());

        Assert.Equal(
            graph.Fingerprint(),
            ImportFolder.Import(_folder.Settings() with { Seed = report.Seed }, _folder.Columns()).Graph.Fingerprint());
    }

    private static void AssertEveryLineIsCounted(ImportReport report) => Assert.All(report.Files, file => Assert.Equal(
        file.Lines, file.Headers + file.Comments + file.Blank + file.Rejected + file.Dropped + file.Edges));
}
