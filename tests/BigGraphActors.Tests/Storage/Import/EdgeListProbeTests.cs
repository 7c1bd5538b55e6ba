using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class EdgeListProbeTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Head_relation_tail_is_told_from_the_values()
    {
        EdgeListFinding finding = Look(Lines(i => $"person {i}\tlikes{i % 3}\tplace {i * 7 % 90}"));

        Assert.Equal((0, 1, 2, null), Roles(finding));
        Assert.Equal(ColumnDelimiter.Tab, finding.Import.Delimiter);
        Assert.Equal(["likes0", "likes1", "likes2"], finding.Relations);
        EdgeListShape shape = Assert.Single(finding.Files);
        Assert.Equal((200L, false, 200, 90, 0), (
            shape.Edges, shape.IsEstimate, shape.LhsNames, shape.RhsNames, shape.SharedNames));
        Assert.Empty(finding.Notes);
    }

    [Fact]
    public void Head_tail_relation_is_told_from_the_values() =>
        Assert.Equal((0, 2, 1, null), Roles(Look(Lines(i => $"{i}\t{i * 7 % 190}\tr{i % 4}"))));

    [Fact]
    public void A_column_of_fractions_is_the_weight() =>
        Assert.Equal((0, null, 1, 2), Roles(Look(Lines(i => $"{i} {i + 1} {i * 0.25:0.00}"))));

    [Fact]
    public void Ratings_are_weights_and_times_are_nothing()
    {
        EdgeListFinding finding = Look(Lines(i => $"{i * 31 % 150}\t{i * 17 % 120}\t{1 + (i % 5)}\t{881250949 + i}"));

        Assert.Equal((0, null, 1, 2), Roles(finding));
        Assert.Contains("taken for the weight", Assert.Single(finding.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Column_names_are_recognised_and_decide()
    {
        EdgeListFinding finding = Look("weight,target,source,predicate\n" + Lines(i => $"{i},b{i},a{i},\"r, {i % 2}\""));

        Assert.True(finding.Import.Header);
        Assert.Equal((2, 3, 1, 0), Roles(finding));
        Assert.Equal(["r, 0", "r, 1"], finding.Relations);
        Assert.Equal(200, finding.Files[0].Edges);
        Assert.Equal("predicate", finding.Files[0].Columns[3].Name);
    }

    [Fact]
    public void A_weight_column_with_a_few_words_is_told()
    {
        EdgeListFinding finding = Look("user,item,rating\nann,x,3.5\nbob,y,4\nbob,z,none\n");

        Assert.Equal((0, null, 1, 2), Roles(finding));
        Assert.Contains("2 numbers in 3 lines", Assert.Single(finding.Notes), StringComparison.Ordinal);
        Assert.Equal((0, null, 1, null), Roles(Look("user,item,rating\nann,x,good\nbob,y,bad\n")));
    }

    [Fact]
    public void Examples_begin_with_the_first_line() =>
        Assert.Equal(["a", "b", "c"], Look("a\t1\nb\t2\nc\t3\nd\t4\n").Files[0].Columns[0].Examples);

    [Fact]
    public void Words_above_columns_of_numbers_are_a_header() =>
        Assert.True(Look("alpha,beta\n" + Lines(i => $"{i},{i + 1}")).Import.Header);

    [Fact]
    public void Names_alone_are_no_header() => Assert.False(Look("anna\tbert\ncarl\tdora\n").Import.Header);

    [Theory]
    [InlineData("# Directed graph\n# FromNodeId\tToNodeId\n", "#")]
    [InlineData("% sym unweighted\n", "%")]
    [InlineData("// made by hand\n", "//")]
    public void Comments_before_the_first_edge_are_recognised(string start, string comment)
    {
        EdgeListFinding finding = Look(start + Lines(i => $"{i}\t{i + 1}"));

        Assert.Equal(comment, finding.Import.Comment);
        Assert.Equal(200, finding.Files[0].Edges);
    }

    [Fact]
    public void Hashtags_are_no_comments()
    {
        EdgeListFinding finding = Look("anna\t#cats\n" + Lines(i => $"#tag{i}\tuser{i}"));

        Assert.Equal("", finding.Import.Comment);
        Assert.Equal(201, finding.Files[0].Edges);
        Assert.Contains("taken for edges", Assert.Single(finding.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_neighbours_is_refused() => Assert.Contains(
        "list of neighbours", Refusal(Lines(i => string.Join(' ', Enumerable.Range(i, 2 + (i % 40))))));

    [Fact]
    public void Several_files_are_compared_and_their_relations_joined()
    {
        _folder.Add(Lines(i => $"a{i}\tr{i % 2}\tb{i}"), "train.tsv");
        _folder.Add(Lines(i => $"a{i},r{i % 3},b{i}"), "test.csv");
        _folder.Add(Lines(i => $"{i}\t{i + 1}"), "other.tsv");
        EdgeListFinding finding = EdgeListProbe.Look(_folder.Columns().Files, CancellationToken.None);

        Assert.Equal(ColumnDelimiter.Auto, finding.Import.Delimiter);
        Assert.Equal(["r0", "r1", "r2"], finding.Relations);
        Assert.Contains("other.tsv", Assert.Single(finding.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_edges_is_an_error()
    {
        Assert.Contains("is empty", Refusal(""), StringComparison.Ordinal);
        Assert.Contains("no edge in it", Refusal("# only\n# comments\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_probe_finds_can_be_imported()
    {
        _folder.Add(ImportFolder.Gzip(System.Text.Encoding.UTF8.GetBytes(
            "\uFEFFhead,relation,tail,weight\r\n" + Lines(i => $"h{i},r{i % 2},\"t, {i}\",{i}.5\r"))));
        EdgeListFinding finding = EdgeListProbe.Look(_folder.Columns().Files, CancellationToken.None);
        RunSettings settings = _folder.Settings(1, [.. finding.Relations]);
        (ImportReport report, MemoryGraph graph) = ImportFolder.Import(settings, finding.Import);

        Assert.Equal((200L, 0L), (report.Edges, report.RejectedCount));
        Assert.Equal("h7 r1 t, 7 7.5", graph.Edges()[7]);
    }

    [SharedDataFact]
    public void The_shared_graphs_are_recognised()
    {
        EdgeListFinding knowledge = LookAt("fb15k", "train.tsv.gz", "valid.tsv.gz", "test.tsv.gz");
        Assert.Equal((0, 1, 2, null), Roles(knowledge));
        Assert.Equal([483_142L, 50_000L, 59_071L], knowledge.Files.Select(shape => shape.Edges));
        Assert.Equal(1_345, knowledge.Relations.Count);
        Assert.Empty(knowledge.Notes);

        EdgeListFinding social = LookAt("ego-twitter", "edges.txt.gz");
        Assert.Equal((0, null, 1, null), Roles(social));
        Assert.Equal((ColumnDelimiter.Space, false), (social.Import.Delimiter, social.Import.Header));

        EdgeListFinding packages = LookAt("debian-packages", "train.tsv.gz");
        Assert.Equal((0, 1, 2, null), Roles(packages));
        Assert.Equal(13, packages.Relations.Count);

        Assert.Equal((0, 1, 2, null), Roles(LookAt("wn18", "train.tsv.gz")));
        Assert.Throws<EdgeListException>(() => LookAt("blogcatalog", "adjlist.txt.gz"));
    }

    private static EdgeListFinding LookAt(string folder, params string[] files) => EdgeListProbe.Look(
        [.. files.Select(file => SharedData.PathOf("data", folder, file))], CancellationToken.None);

    private static string Lines(Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{line(i)}\n")));

    private static (int Lhs, int? Relation, int Rhs, int? Weight) Roles(EdgeListFinding finding) => (
        finding.Import.LhsColumn, finding.Import.RelationColumn, finding.Import.RhsColumn, finding.Import.WeightColumn);

    private static string Refusal(string text)
    {
        using ImportFolder folder = new();
        string path = folder.Add(text);
        return Assert.Throws<EdgeListException>(() => EdgeListProbe.Look([path], CancellationToken.None)).Message;
    }

    private EdgeListFinding Look(string text) => EdgeListProbe.Look([_folder.Add(text)], CancellationToken.None);
}
