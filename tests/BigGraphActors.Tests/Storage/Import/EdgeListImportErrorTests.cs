using System.Text;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class EdgeListImportErrorTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_file_is_named()
    {
        string path = _folder.Add("");

        Assert.Equal($"{path}: the file is empty; an edge list has one edge a line", Refusal(_folder.Columns()).Message);
    }

    [Fact]
    public void A_list_that_changes_while_it_is_imported_is_refused()
    {
        string path = _folder.Add("a\tb\nb\tc\n");
        EdgeImportRequest request = new() { Settings = _folder.Settings(), Import = _folder.Columns() };

        EdgeListException refusal = Assert.Throws<EdgeListException>(() => EdgeListImport.Run(
            request, _ => File.AppendAllText(path, "c\td\n"), CancellationToken.None));

        Assert.Equal(path, refusal.File);
        Assert.Contains("changed while it was imported", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["edges.tsv"], _folder.Everything());
    }

    [Fact]
    public void One_directory_for_two_lists_is_refused_however_it_is_written()
    {
        _folder.Add("a\tb\n");
        _folder.Add("b\tc\n", "more.tsv");
        RunSettings settings = _folder.Settings() with
        {
            EdgePaths = [_folder.EdgePath(0), Path.Combine(_folder.EntityPath, ".", "edges0") + "/"],
        };

        SettingsException refusal = Assert.Throws<SettingsException>(
            () => ImportFolder.Import(settings, _folder.Columns()));

        Assert.Contains("stands there twice", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_file_of_nothing_is_named()
    {
        string path = _folder.Add(ImportFolder.Gzip([]), "edges.gz");

        Assert.Equal($"{path}: the file is empty; an edge list has one edge a line", Refusal(_folder.Columns()).Message);
    }

    [Fact]
    public void A_file_of_comments_only_is_named()
    {
        _folder.Add("# one\n\n# two\n");

        Assert.Contains("no edge among its 3 lines", Refusal(_folder.Columns()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_directory_are_named()
    {
        _folder.AddExisting(Path.Combine(_folder.Root, "nowhere.tsv"));
        Assert.Contains("nowhere.tsv: no such file", Refusal(_folder.Columns()).Message, StringComparison.Ordinal);

        using ImportFolder other = new();
        other.AddExisting(other.Root);
        EdgeListException refusal = Assert.Throws<EdgeListException>(
            () => ImportFolder.Import(other.Settings(), other.Columns()));
        Assert.Contains("is a directory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_column_on_the_first_line_is_a_wrong_choice()
    {
        string path = _folder.Add("# c\na\tb\nc\td\n");
        EdgeListException refusal = Refusal(_folder.Columns() with { RhsColumn = 2 });

        Assert.Equal((path, 2L), (refusal.File, refusal.Line));
        Assert.Equal(
            $"{path}:2: there is no column 2 (rhs-column); parted by tabs the line has 2 columns: 0 = 'a', 1 = 'b'. "
            + "Columns count from 0; choose others, or another delimiter",
            refusal.Message);
    }

    [Fact]
    public void A_weight_that_is_no_number_on_the_first_line_is_a_wrong_choice()
    {
        string path = _folder.Add("src,dst,weight\na,b,1\n");
        EdgeListException refusal = Refusal(_folder.Columns() with { WeightColumn = 2 });

        Assert.Equal(
            $"{path}:1: column 2 (weight-column) is not a number; the line has 3 columns: 0 = 'src', 1 = 'dst', "
            + "2 = 'weight'. Choose another column, or set header = true if this line names the columns",
            refusal.Message);
    }

    [Fact]
    public void An_unknown_relation_is_named_with_the_nearest_ones()
    {
        string path = _folder.Add("a\tknows\tb\na\tlivesin\tb\n");
        RunSettings settings = _folder.Settings(1, "knows", "lives_in", "visited", "hosts");
        EdgeListException refusal = Assert.Throws<EdgeListException>(
            () => ImportFolder.Import(settings, _folder.Columns(relation: true)));

        Assert.Equal((path, 2L), (refusal.File, refusal.Line));
        Assert.Contains("the relation 'livesin' in column 1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the nearest are 'lives_in', ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["edges.tsv"], _folder.Everything());
    }

    [Fact]
    public void Scattered_bad_lines_are_rejected_with_file_line_column_and_reason()
    {
        byte[] text =
        [
            .. "a\tb\t1\nshort\nc\t\t1\nd\te\tmuch\nf\tg\t-1\nh\ti\tNaN\nj\tk\t1e99\n"u8,
            .. "bad"u8, 0xFF, .. "\tl\t1\nm\tn\t2\n"u8,
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(i => $"a\tm\t{i}\n"))),
        ];
        string path = _folder.Add(text);
        (ImportReport report, MemoryGraph graph) =
            ImportFolder.Import(_folder.Settings(), _folder.Columns() with { WeightColumn = 2 });

        Assert.Equal(["a edge b 1", "m edge n 2"], graph.Edges()[..2]);
        Assert.Equal(4, Assert.Single(graph.Entities).Value.Length);
        Assert.Equal(7, report.RejectedCount);
        Assert.Equal(
            [(2L, 1), (3L, 1), (4L, 2), (5L, 2), (6L, 2), (7L, 2), (8L, 0)],
            report.Rejected.Select(line => (line.Line, line.Column)));
        Assert.Contains("not UTF-8", report.Rejected[6].Reason, StringComparison.Ordinal);

        string[] written = File.ReadAllLines(report.RejectedFile!);
        Assert.Equal(8, written.Length);
        Assert.Equal("file\tline\tcolumn\treason\ttext", written[0]);
        Assert.Equal($"{path}\t4\t2\tthe weight is not a number\td\\te\\tmuch", written[3]);
    }

    [Fact]
    public void Broken_quotes_and_tabs_in_names_are_rejected()
    {
        _folder.Add("a,b\n\"open,c\nd,\"e\tf\"\ng,h\n");
        ImportReport report = ImportFolder.Import(
            _folder.Settings(), _folder.Columns() with { Delimiter = ColumnDelimiter.Comma }).Report;

        Assert.Equal([2L, 3L], report.Rejected.Select(line => line.Line));
    }

    [Fact]
    public void Only_the_first_hundred_rejected_lines_are_kept_but_all_are_written()
    {
        _folder.Add(string.Concat(Enumerable.Repeat("a\tb\n", 2500)) + string.Concat(Enumerable.Repeat("short\n", 250)));
        ImportReport report = ImportFolder.Import(_folder.Settings(), _folder.Columns()).Report;

        Assert.Equal((250L, 100), (report.RejectedCount, report.Rejected.Count));
        Assert.Equal(251, File.ReadLines(report.RejectedFile!).Count());
    }

    [Fact]
    public void One_rejected_line_too_many_stops_the_import()
    {
        _folder.Add("a\tb\nshort\nshort\n");
        EdgeListException refusal = Assert.Throws<EdgeListException>(
            () => ImportFolder.Import(_folder.Settings(), _folder.Columns(), maxRejected: 1));

        Assert.Equal(3, refusal.Line);
        Assert.Equal(["edges.tsv"], _folder.Everything());
    }

    [Fact]
    public void A_file_of_which_every_line_is_rejected_is_an_error()
    {
        _folder.Add("\tb\n\tc\n");

        EdgeListException refusal = Refusal(_folder.Columns() with { Delimiter = ColumnDelimiter.Tab });
        Assert.Contains(
            "every line was rejected, the first at line 1: column 0: the name is empty",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0 }, "a zip archive")]
    [InlineData(new byte[] { (byte)'B', (byte)'Z', (byte)'h', (byte)'9', 0, 0, 0, 0 }, "a bzip2 file")]
    [InlineData(new byte[] { 0xFF, 0xFE, 97, 0, 9, 0, 98, 0 }, "UTF-16 text")]
    [InlineData(new byte[] { 97, 0, 9, 98, 10 }, "no text")]
    public void A_file_that_is_no_text_is_recognised(byte[] bytes, string format)
    {
        _folder.Add(bytes);

        Assert.Contains(format, Refusal(_folder.Columns()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_or_flipped_gzip_file_is_recognised_wherever_it_is_cut()
    {
        byte[] text = [.. Enumerable.Range(0, 20_000).SelectMany(i => System.Text.Encoding.UTF8.GetBytes($"{i}\t{i * 7}\n"))];
        byte[] whole = ImportFolder.Gzip(text);
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 0x10;
        IEnumerable<byte[]> cut = Enumerable.Range(1, 40).Select(part => whole[..(whole.Length * part / 41)]);
        foreach (byte[] damaged in cut.Concat([whole[..5], whole[..^1], whole[..^4], whole[..^8], whole[..^9], flipped]))
        {
            using ImportFolder folder = new();
            folder.Add(damaged, "edges.gz");
            EdgeListException refusal = Assert.Throws<EdgeListException>(
                () => ImportFolder.Import(folder.Settings(), folder.Columns()));
            Assert.Contains("the gzip stream is damaged", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(["edges.gz"], folder.Everything());
        }
    }

    [Fact]
    public void Settings_that_contradict_themselves_are_refused_before_reading()
    {
        _folder.Add("a\tb\n");
        ImportSettings import = _folder.Columns();
        RunSettings settings = _folder.Settings();

        Assert.Equal("import.files", Contradiction(settings with { EdgePaths = ["x", "y"] }, import));
        Assert.Equal("import.files", Contradiction(settings with { EdgePaths = [] }, import with { Files = [] }));
        Assert.Equal("import.rhs-column", Contradiction(settings, import with { RhsColumn = 0 }));
        Assert.Equal("import.weight-column", Contradiction(settings, import with { WeightColumn = -1 }));
        Assert.Equal("import.relation-column", Contradiction(settings with { DynamicRelations = true }, import));
        Assert.Equal(
            "edge_paths",
            Contradiction(
                settings with { EdgePaths = ["x", "./x"] }, import with { Files = [import.Files[0], import.Files[0]] }));
        RelationSettings lost = new() { Name = "r", Lhs = "all", Rhs = "nobody" };
        Assert.Equal("relations", Contradiction(settings with { Relations = [lost] }, import));
        Assert.Equal("relations", Contradiction(settings with { Relations = [] }, import));
        Assert.Equal(
            "relations", Contradiction(_folder.Settings(1, "twice", "once", "twice"), import));
        Assert.Equal(
            "entities.all.num_partitions",
            Contradiction(
                settings with { Entities = [new("all", new EntitySettings { NumPartitions = 2, Featurized = true })] },
                import));
        Assert.Equal(["edges.tsv"], _folder.Everything());
    }

    private static string Contradiction(RunSettings settings, ImportSettings import) =>
        Assert.Throws<SettingsException>(() => ImportFolder.Import(settings, import)).Path;

    private EdgeListException Refusal(ImportSettings import) =>
        Assert.Throws<EdgeListException>(() => ImportFolder.Import(_folder.Settings(), import));
}
