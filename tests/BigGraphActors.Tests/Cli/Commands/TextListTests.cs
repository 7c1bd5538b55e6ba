using System.Text;
using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>What the program reads from text lists of every shape, and what it refuses by which name.</summary>
/// <remarks>These are promises of the whole program, whatever reads the lists.</remarks>
public sealed class TextListTests : IDisposable
{
    private const string Triples = """
        biggraph {
          entity_path = "DIR/entities"
          edge_paths = ["DIR/edges"]
          checkpoint_path = "DIR/model"
          import { files = ["unused.tsv"], lhs-column = 0, relation-column = 1, rhs-column = 2 }
          entities { all { num_partitions = 1 } }
          dynamic_relations = true
          relations = [{ name = any, lhs = all, rhs = all, operator = translation }]
          global_emb = false
          dimension = 4
        }
        """;

    private const string Pairs = """
        biggraph {
          entity_path = "DIR/entities"
          edge_paths = ["DIR/edges"]
          checkpoint_path = "DIR/model"
          entities { all { num_partitions = 1 } }
          relations = [{ name = any, lhs = all, rhs = all }]
          dimension = 4
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("City 12")]
    [InlineData("City 12\tlocated")]
    [InlineData("City 12\tlocated in\tState\t5")]
    [InlineData("\"City\tlocated in")]
    public void One_bad_line_among_many_costs_itself_alone(string bad)
    {
        string text = Lines(300, i => $"City {i}\tlocated in\tState {i % 7}") + bad + "\n"
            + Lines(300, i => $"City {300 + i}\tlocated in\tState {i % 7}");
        JsonNode facts = Imported(Triples, text);

        Assert.Equal((600, 1, 1), ((int)facts["edges"]!, (int)facts["rejected"]!, (int)facts["relations"]!));
        Assert.Equal(301, (int)facts["rejected_lines"]![0]!["line"]!);
        Assert.Equal(607, Names().Count);
        Assert.Contains("City 1", Names());
    }

    [Fact]
    public void Where_blanks_part_columns_a_name_with_a_blank_is_rejected_and_not_shifted()
    {
        JsonNode facts = Imported(
            Triples, Lines(50, i => $"n{i} r n{i + 1}") + "New York r n1\n" + Lines(50, i => $"n{i} r n{i + 1}"));

        Assert.Equal((100, 1), ((int)facts["edges"]!, (int)facts["rejected"]!));
        Assert.DoesNotContain("New", Names());
    }

    [Theory]
    [InlineData("a {0};r;b, {0}", new string[0])]
    [InlineData("a {0}|r|b, {0}", new string[0])]
    [InlineData("a {0},r,\"b, {0}\"", new string[0])]
    [InlineData("a {0}\tr\tb, {0}", new string[0])]
    [InlineData("a {0}~r~b, {0}", new[] { "--delimiter", "~" })]
    [InlineData("a {0}¦r¦b, {0}", new[] { "--delimiter", "¦" })]
    [InlineData("a {0};r;b, {0}", new[] { "--delimiter", "semicolon" })]
    [InlineData("a {0}|r|b, {0}", new[] { "--delimiter", "PIPE" })]
    [InlineData("a {0}\tr\tb, {0}", new[] { "--delimiter", "\\t" })]
    [InlineData("a {0}|r|b, {0}", new[] { "-p", "import.delimiter=|" })]
    [InlineData("  a {0} ; r;b, {0};", new string[0])]
    public void Every_delimiter_is_found_or_can_be_chosen(string line, string[] arguments)
    {
        JsonNode facts = Imported(Triples, Lines(20, i => string.Format(null, line, i)), arguments);

        Assert.Equal((20, 0, 1), ((int)facts["edges"]!, (int)facts["rejected"]!, (int)facts["relations"]!));
        Assert.Contains("a 7", Names());
        Assert.Contains("b, 7", Names());
    }

    [Fact]
    public void A_line_that_names_the_separator_is_no_edge()
    {
        JsonNode facts = Imported(Triples, "sep=;\r\n" + Lines(9, i => $"a{i};r;b{i}\r"));

        Assert.Equal((9, 18), ((int)facts["edges"]!, Names().Count));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\r\r\n")]
    public void Every_kind_of_line_end_is_read(string end)
    {
        Assert.Equal(9, (int)Imported(Triples, Lines(9, i => $"a{i}\tr\tb{i}").Replace("\n", end))["edges"]!);
        Assert.All(Names(), name => Assert.Equal(name.Trim(), name));
    }

    [Fact]
    public void A_cell_over_several_lines_leaves_no_phantom()
    {
        JsonNode facts = Imported(Triples, "a,r,b\n\"first line\nsecond line\",r,b\nc,r,\"d \"\"x\"\"\"\n");

        Assert.Equal((2, 1), ((int)facts["edges"]!, (int)facts["rejected"]!));
        Assert.Equal(["a", "b", "c", "d \"x\""], Names());
        Assert.Contains("line break", (string)facts["rejected_lines"]![0]!["reason"]!);
    }

    [Fact]
    public void A_cell_over_several_lines_that_is_not_read_does_no_harm()
    {
        JsonNode facts = Imported(Triples, Lines(20, i => $"a{i},r,b{i},\"a text\n\nwith, commas\""));

        Assert.Equal((20, 0, 40), ((int)facts["edges"]!, (int)facts["rejected"]!, Names().Count));
        Assert.Equal(40, (int)facts["files"]![0]!["continued"]!);
    }

    [Fact]
    public void A_quote_that_is_never_closed_costs_its_line_alone_even_over_blocks()
    {
        string many = Lines(60_000, i => $"a{i % 100},r,b{i % 100}");
        JsonNode facts = Imported(Triples, many + "x,r,\"open\n" + many);

        Assert.Equal((120_000, 1), ((int)facts["edges"]!, (int)facts["rejected"]!));
        Assert.Equal(60_001, (int)facts["rejected_lines"]![0]!["line"]!);
    }

    [Fact]
    public void The_rest_of_a_quoted_cell_between_tabs_is_no_edge()
    {
        JsonNode facts = Imported(
            Triples, Lines(50, i => $"a{i}\tr\tb{i}") + "\"x\ny\"\tr\tz\n" + Lines(50, i => $"a{i}\tr\tb{i}"));

        Assert.Equal((100, 2), ((int)facts["edges"]!, (int)facts["rejected"]!));
        Assert.DoesNotContain("y\"", Names());
    }

    [Fact]
    public void N_triples_keep_their_literals_whole()
    {
        JsonNode facts = Imported(Triples, """
            <http://ex/a> <http://ex/p> "hello world"@en .
            <http://ex/b> <http://ex/p> "hello \" moon"@en .
            # a comment
            _:c <http://ex/q> "hello"^^<http://www.w3.org/2001/XMLSchema#string> .
            <http://ex/a> <http://ex/r> <http://ex/b>.
            """);

        Assert.Equal((4, 3), ((int)facts["edges"]!, (int)facts["relations"]!));
        Assert.Contains("\"hello world\"@en", Names());
        Assert.Contains("\"hello \\\" moon\"@en", Names());
        Assert.Contains("\"hello\"^^<http://www.w3.org/2001/XMLSchema#string>", Names());
    }

    [Fact]
    public void The_sizes_of_a_matrix_market_file_are_no_edge_and_are_checked()
    {
        string banner = "%%MatrixMarket matrix coordinate pattern general\n%-----\n";

        Assert.Equal(3, (int)Imported(Pairs, banner + "9 9 3\n1 2\n2 3\n3 1\n")["edges"]!);
        Assert.Contains("the file is cut off", Refused(Pairs, banner + "9 9 4\n1 2\n2 3\n3 1\n"));
    }

    [Fact]
    public void Percent_signs_before_the_first_edge_are_comments()
    {
        JsonNode facts = Imported(Pairs, "% sym unweighted\n% 20 21 21\n" + Lines(20, i => $"{i} {i + 1}"));

        Assert.Equal((20, 21), ((int)facts["edges"]!, Names().Count));
        Assert.Contains("'%'", (string)facts["notes"]![0]!);
    }

    [Fact]
    public void A_first_line_of_counts_is_refused_or_rejected()
    {
        Assert.Contains("counts and no edge", Refused(Pairs, "21 20\n" + Lines(20, i => $"{i} {i + 1}")));

        JsonNode facts = Imported(Triples, "20\n" + Lines(20, i => $"{i} {i % 3} {i + 1}"));
        Assert.Equal((20, 1), ((int)facts["edges"]!, (int)facts["rejected"]!));
        Assert.Contains("counts", (string)facts["rejected_lines"]![0]!["reason"]!);
    }

    [Theory]
    [InlineData("1 2 3 4\n2 5\n3 6 7 8 9\n4 1 2 5 6\n", "list of neighbours")]
    [InlineData("1\t2\t3\t4\n2\t5\n3\t6\t7\t8\t9\n4\t1\t2\t5\t6\n", "list of neighbours")]
    [InlineData("1,2,3,4\n2,5\n3,6,7,8,9\n4,1,2,5,6\n", "list of neighbours")]
    [InlineData("1: 2 3\n2: 3 4\n3: 1 5\n", "list of neighbours")]
    [InlineData("7 11\n5 3 2\n1 3 4\n5 4 2 1\n2 3 6 7\n1 3 6\n5 4 7\n6 4\n", "METIS")]
    [InlineData("3 3\na 1 2 3\nb 4 5 6\nc 7 8 9\n", "word2vec")]
    [InlineData("a 0.1 0.2 0.3 0.4 0.5\nb 0.1 0.2 0.3 0.4 0.5\n", "vectors")]
    [InlineData("{\"s\": 1, \"t\": 2}\n{\"s\": 2, \"t\": 3}\n", "JSON")]
    [InlineData("[[1, 2],\n [2, 3]]\n", "JSON")]
    [InlineData("[1, 2]\n[2, 3]\n", "JSON lines")]
    [InlineData("('a', 'b')\n('b', 'c')\n", "tuples")]
    [InlineData("<!DOCTYPE html>\n<html><body>404 not found</body></html>\n", "HTML")]
    [InlineData("<?xml version=\"1.0\"?>\n<graphml>\n<edge source=\"a\" target=\"b\"/>\n</graphml>\n", "GraphML")]
    [InlineData("<gexf>\n</gexf>\n", "GEXF")]
    [InlineData("@prefix e: <http://e/> .\ne:a e:p e:b .\n", "Turtle")]
    [InlineData("<http://a> <http://p> <http://b> ;\n <http://q> <http://c> .\n", "Turtle")]
    [InlineData("digraph g {\n a -> b;\n}\n", "Graphviz")]
    [InlineData("a -> b\nb -> c\n", "Graphviz")]
    [InlineData("graph [\n node [ id 1 ]\n]\n", "GML")]
    [InlineData("*Vertices 2\n1 \"a\"\n2 \"b\"\n*Arcs\n1 2\n", "Pajek")]
    [InlineData("@RELATION g\n@ATTRIBUTE a NUMERIC\n@DATA\n1,2\n", "ARFF")]
    [InlineData("c hello\np edge 3 2\ne 1 2\ne 2 3\n", "DIMACS")]
    [InlineData("-- MySQL dump 10.13\nINSERT INTO e VALUES (1,2);\n", "SQL")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n", "Git LFS")]
    [InlineData("1::1193::5\n1::661::3\n", "'::'")]
    [InlineData("a~b\nb~c\n", "'~'")]
    [InlineData("\"New York\" \"Los Angeles\"\n\"San Jose\" \"New York\"\n", "quotes")]
    [InlineData("\"say \\\"a\\\" x\",b\n\"say \\\"c\\\" x\",d\n", "quotes")]
    [InlineData("%%MatrixMarket matrix array real general\n2 1\n1\n2\n", "MatrixMarket")]
    public void Lists_of_another_form_are_refused_by_its_name_and_leave_nothing(string text, string name)
    {
        Assert.Contains(name, Refused(Pairs, text), StringComparison.Ordinal);

        ProgramRun drafted = ProgramRun.Of(
            "config", "init", Path.Combine(_folder.Path, "list.txt"), "-o", Path.Combine(_folder.Path, "new.conf"));
        Assert.Equal(1, drafted.ExitCode);
        Assert.Contains(name, drafted.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "new.conf")));
    }

    [Theory]
    [InlineData("utf-16LE", "UTF-16LE")]
    [InlineData("utf-16BE", "UTF-16BE")]
    public void Utf_16_without_its_mark_is_named(string encoding, string name) => Assert.Contains(
        name, Refused(Pairs, Encoding.GetEncoding(encoding).GetBytes(Lines(20, i => $"a{i}\tb{i}"))));

    [Fact]
    public void Line_ends_of_three_kinds_in_one_list_are_refused_where_edges_would_be_lost()
    {
        string[] ends = ["\r", "\r\n", "\n"];
        string text = string.Concat(Enumerable.Range(0, 60).Select(i => $"a{i}\tr\tb{i}{ends[i % 3]}"));

        Assert.Contains("line break", Refused(Triples, text), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_lines_that_do_not_fit_fail_the_import_unless_they_are_allowed()
    {
        string text = Lines(90, i => i % 3 == 0 ? "City" : $"City {i}\tin\tState {i % 7}");

        Assert.Contains("columns", Refused(Triples, text), StringComparison.Ordinal);
        JsonNode facts = Imported(Triples, text, "--delimiter", "tab", "--max-rejected", "30");
        Assert.Equal((60, 30), ((int)facts["edges"]!, (int)facts["rejected"]!));
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_rejected_by_line_and_refused_when_it_is_much()
    {
        byte[] bad = Encoding.Latin1.GetBytes("x\tr\tMüller\n");
        byte[] good = Encoding.UTF8.GetBytes(Lines(100, i => $"a{i}\tr\tMüller {i}"));

        Assert.Equal(1, (int)Imported(Triples, [.. good, .. bad])["rejected"]!);
        Assert.Contains(
            "not UTF-8", Refused(Triples, [.. good, .. Enumerable.Repeat(bad, 30).SelectMany(line => line)]));
    }

    [Fact]
    public void Columns_of_a_text_can_be_chosen_by_name()
    {
        string text = "Source;Kind;Target;Weight\n" + Lines(9, i => $"a {i};r;b {i};{i}.5");
        JsonNode facts = Imported(
            Triples, text, "-l", "Target", "--rel-col", "Kind", "-r", "Source", "--weight-col", "Weight");

        Assert.Equal((9, 0, 18), ((int)facts["edges"]!, (int)facts["rejected"]!, Names().Count));
        Assert.Contains("it has 'Source', 'Kind', 'Target', 'Weight'", Refused(Triples, text, "-l", "from"));
    }

    [Fact]
    public void Lists_with_other_columns_at_the_places_that_are_read_are_refused()
    {
        string train = Write("train.csv", "source,kind,target\na,r,b\nb,r,c\n");
        string test = Write("test.csv", "target,kind,source\nb,r,a\n");
        string config = Write(
            "run.conf", Pairs.Replace("DIR/edges\"]", "DIR/edges\", \"DIR/test\"]").Replace("DIR", Folder()));

        ProgramRun byNumber = ProgramRun.Of("import", config, train, test, "--header", "-r", "2");
        Assert.Equal(1, byNumber.ExitCode);
        Assert.Contains("'target' where that of", byNumber.Error, StringComparison.Ordinal);
        ProgramRun byName = ProgramRun.Of("import", config, train, test, "-l", "source", "-r", "target");
        Assert.Equal(1, byName.ExitCode);
        Assert.Contains("'source' as column 2", byName.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_line_that_is_skipped_and_may_be_an_edge_is_said()
    {
        Assert.Contains(
            "are names on other lines",
            (string)Imported(Pairs, Lines(20, i => $"{i},{i + 1}") + "0,2\n", "--header")["notes"]![0]!);

        string config = Write(
            "run.conf", Pairs.Replace("DIR/edges\"]", "DIR/edges\", \"DIR/test\"]").Replace("DIR", Folder() + "/second"));
        ProgramRun run = ProgramRun.Of(
            "import", config, Write("train.csv", "person a,person b\nx,y\n"), Write("test.csv", "m,n\ny,x\n"),
            "--header", "--json");
        Assert.Equal("", run.Error);
        Assert.Contains("is it an edge?", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_over_lines_are_joined_where_blocks_of_the_file_meet()
    {
        JsonNode facts = Imported(
            Triples, Lines(40_000, i => $"a{i % 100},r,b{i % 100},\"text {i}\nand, more {i}\nend\""));

        Assert.Equal((40_000, 0, 200), ((int)facts["edges"]!, (int)facts["rejected"]!, Names().Count));
        Assert.Equal(120_000, (int)facts["files"]![0]!["lines"]!);
    }

    [Fact]
    public void What_is_legal_but_doubtful_is_said()
    {
        Assert.Contains("column 2 is not read", Notes(Pairs, Lines(20, i => $"{i} {i + 1} {1_500_000_000 + i}")));
        Assert.Contains("list of neighbours", Notes(Pairs, Lines(20, i => $"{i} {(i + 1) % 20} {(i + 2) % 20}")));
        Assert.Contains("header = true", Notes(Pairs, "alpha,beta\n" + Lines(20, i => $"{i},{i + 1}")));
        Assert.Contains("double quotes", Notes(Pairs, Lines(20, i => $"\"a {i}\"\t\"b {i}\"")));
    }

    [Fact]
    public void A_semicolon_list_with_a_header_is_drafted_and_imported()
    {
        string list = Write(
            "gephi.csv", "Source;Target;Type;Weight\n" + Lines(30, i => $"{i};{i + 1};Directed;1.0"));
        string config = Path.Combine(_folder.Path, "draft.conf");

        Assert.Equal(0, ProgramRun.Of("config", "init", list, "-o", config).ExitCode);
        ProgramRun run = ProgramRun.Of(
            "import", config, "--json", "-p", $"entity_path={Folder()}/entities", $"edge_paths={Folder()}/edges");
        Assert.Equal(30, (int)JsonNode.Parse(run.Out)!["edges"]!);
    }

    [Theory]
    [InlineData("3 3\na 1 2 3\nb 4 5 6\nc 7 8 9\n", 3)]
    [InlineData("\uFEFF2 3 \na 1 2 3 \nb 4 5 6 \n", 2)]
    [InlineData("City 1 0.1 0.2 0.3\nCity 2 0.1 0.2 0.3\n", 2)]
    [InlineData("a\t1\t2\t3\rb\t1\t2\t3\r", 2)]
    public void Vectors_with_and_without_a_line_of_counts_are_read(string text, int count)
    {
        ProgramRun run = Vectors(text);

        Assert.Equal("", run.Error);
        Assert.Equal(count, (int)JsonNode.Parse(run.Out)!["vectors"]!);
        Assert.Equal(count, Names().Count);
    }

    [Theory]
    [InlineData("3 4\na 1 2 3 4\nb 1 2 3 4\nc 1 2 3 4\n", "dimension: is 3")]
    [InlineData("5 3\na 1 2 3\nb 4 5 6\n", "2")]
    [InlineData("a 0.1 0.2 0.3 0.4\nb 0.1 0.2 0.3 0.4\n", "more than 3 numbers")]
    [InlineData("a,1,2,3\nb,4,5,6\n", "commas")]
    [InlineData("{\"a\": [1, 2, 3]}\n", "JSON")]
    public void Vectors_of_another_form_are_refused(string text, string expected)
    {
        ProgramRun run = Vectors(text);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private ProgramRun Vectors(string text)
    {
        string config = Write(
            "vectors.conf", Pairs.Replace("DIR", Folder()).Replace("dimension = 4", "dimension = 3"));
        return ProgramRun.Of("import", "embeddings", config, Write("vectors.txt", text), "--json");
    }

    private JsonNode Imported(string config, string text, params string[] arguments) =>
        Imported(config, Encoding.UTF8.GetBytes(text), arguments);

    private JsonNode Imported(string config, byte[] text, params string[] arguments)
    {
        ProgramRun run = Import(config, text, [.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Out)!;
    }

    private string Refused(string config, string text, params string[] arguments) =>
        Refused(config, Encoding.UTF8.GetBytes(text), arguments);

    private string Refused(string config, byte[] text, params string[] arguments)
    {
        foreach (string old in new[] { "entities", "edges" }.Select(name => Path.Combine(_folder.Path, name)))
        {
            if (Directory.Exists(old))
            {
                Directory.Delete(old, recursive: true);
            }
        }

        ProgramRun run = Import(config, text, arguments);
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "entities")), "something is left");
        return run.Error;
    }

    private string Notes(string config, string text) =>
        string.Join('\n', Imported(config, text)["notes"]!.AsArray().Select(note => (string)note!));

    private ProgramRun Import(string config, byte[] text, string[] arguments)
    {
        string list = Path.Combine(_folder.Path, "list.txt");
        File.WriteAllBytes(list, text);
        return ProgramRun.Of(["import", Write("run.conf", config.Replace("DIR", Folder())), list, .. arguments]);
    }

    private string Folder() => _folder.Path.Replace('\\', '/');

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private List<string> Names() =>
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "entities", "entity_names_all_0.json")))!
            .AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal),
    ];
}
