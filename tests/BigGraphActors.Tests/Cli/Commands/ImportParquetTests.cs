using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Tests.Storage.Import.Parquet;

namespace BigGraphActors.Tests.Cli.Commands;

public sealed class ImportParquetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _config;
    private readonly string _edges;

    public ImportParquetTests()
    {
        string dir = _folder.Path.Replace('\\', '/');
        _config = Path.Combine(_folder.Path, "run.conf");
        _edges = Path.Combine(_folder.Path, "edges.parquet");
        File.WriteAllText(_config, $$"""
            biggraph {
              entity_path = "{{dir}}/entities", edge_paths = ["{{dir}}/edges"], checkpoint_path = "{{dir}}/model"
              entities { all { num_partitions = 1 } }
              relations = [{ name = likes, lhs = all, rhs = all }, { name = "#knows", lhs = all, rhs = all }]
              dimension = 8
            }
            """);
        byte[] heads = ParquetSample.Plain("#a", "b", "c d");
        byte[] kinds = ParquetSample.Plain("likes", "#knows", "likes");
        byte[] tails = ParquetSample.Plain("b", "c d", "#a");
        File.WriteAllBytes(_edges, new ParquetSample()
            .Column("kind", 6, false, 0, new ParquetSample.Page(0, 3, 0, kinds, kinds.Length))
            .Column("head", 6, false, 0, new ParquetSample.Page(0, 3, 0, heads, heads.Length))
            .Column("tail", 6, false, 0, new ParquetSample.Page(0, 3, 0, tails, tails.Length))
            .Build());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("head", "kind", "tail")]
    [InlineData("1", "0", "2")]
    public void Edges_come_from_named_or_numbered_columns(string head, string kind, string tail)
    {
        ProgramRun run = ProgramRun.Of(
            "import", _config, _edges, "--lhs-col", head, "--rel-col", kind, "--rhs-col", tail, "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode facts = JsonNode.Parse(run.Out)!;
        Assert.Equal(3, (long)facts["edges"]!);
        Assert.Equal(3, (long)facts["entity_types"]![0]!["entities"]!);
        string names = File.ReadAllText(Path.Combine(_folder.Path, "entities", "entity_names_all_0.json"));
        Assert.Contains("\"#a\"", names, StringComparison.Ordinal);
        Assert.Contains("\"c d\"", names, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_takes_the_columns_by_the_names_of_the_schema()
    {
        string config = Path.Combine(_folder.Path, "draft.conf");

        JsonNode facts = Done("config", "init", Table("x.parquet", ("tail", "b"), ("rel", "r"), ("head", "a")),
            "-o", config);

        string text = File.ReadAllText(config);
        Assert.Contains("lhs-column = 2", text, StringComparison.Ordinal);
        Assert.Contains("relation-column = 1", text, StringComparison.Ordinal);
        Assert.Contains("rhs-column = 0", text, StringComparison.Ordinal);
        Assert.NotNull(facts);
    }

    [Fact]
    public void Columns_whose_names_say_something_else_are_noted_and_refused_beside_others()
    {
        string swapped = Table("swapped.parquet", ("tail", "b"), ("rel", "likes"), ("head", "a"));
        string straight = Table("straight.parquet", ("head", "a"), ("rel", "likes"), ("tail", "b"));
        string[] numbers = ["-l", "0", "--rel-col", "1", "-r", "2"];

        JsonNode facts = Done(["import", _config, swapped, .. numbers]);
        Assert.Contains("column 0 is named 'tail' and read as lhs-column", (string)facts["notes"]![0]!,
            StringComparison.Ordinal);

        string dir = _folder.Path.Replace('\\', '/');
        ProgramRun both = ProgramRun.Of(
            ["import", _config, straight, swapped, .. numbers, "-p", $"edge_paths={dir}/e1,{dir}/e2"]);
        Assert.Equal(1, both.ExitCode);
        Assert.Contains("has a column 'tail' where that of", both.Error, StringComparison.Ordinal);
        Assert.Empty(((JsonArray)Done(["import", _config, straight, .. numbers])["notes"]!).Select(note => (string)note!));
    }

    [Fact]
    public void A_missing_number_and_a_name_with_a_tab_cost_their_row_alone()
    {
        double[] heads = [.. Enumerable.Range(0, 19).Select(i => (double)i), double.NaN];
        byte[] headBytes = [.. heads.SelectMany(BitConverter.GetBytes)];
        byte[] tails = ParquetSample.Plain([.. Enumerable.Range(0, 20).Select(i => i == 4 ? "a\tb" : $"t{i}")]);
        string file = Path.Combine(_folder.Path, "twenty.parquet");
        File.WriteAllBytes(file, new ParquetSample { Rows = 20 }
            .Column("head", 5, false, 0, new ParquetSample.Page(0, 20, 0, headBytes, headBytes.Length))
            .Column("tail", 6, false, 0, new ParquetSample.Page(0, 20, 0, tails, tails.Length))
            .Build());

        JsonNode facts = Done("import", _config, file, "-l", "head", "-r", "tail");

        Assert.Equal(18, (int)facts["edges"]!);
        Assert.Equal([5, 20], ((JsonArray)facts["rejected_lines"]!).Select(line => (int)line!["line"]!));
        string names = File.ReadAllText(Path.Combine(_folder.Path, "entities", "entity_names_all_0.json"));
        Assert.DoesNotContain("NaN", names, StringComparison.Ordinal);
    }

    private static JsonObject Done(params string[] arguments) => SmallRun.Done(arguments);

    private string Table(string name, params (string Column, string Value)[] columns)
    {
        string path = Path.Combine(_folder.Path, name);
        ParquetSample sample = new() { Rows = 1 };
        foreach ((string column, string value) in columns)
        {
            byte[] plain = ParquetSample.Plain(value);
            sample.Column(column, 6, false, 0, new ParquetSample.Page(0, 1, 0, plain, plain.Length));
        }

        File.WriteAllBytes(path, sample.Build());
        return path;
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_those_that_are()
    {
        ProgramRun run = ProgramRun.Of("import", _config, _edges, "--lhs-col", "from");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("has no column 'from'; it has 'kind', 'head', 'tail'", run.Error, StringComparison.Ordinal);
    }
}
