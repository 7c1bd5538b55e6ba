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
    public void A_column_that_is_not_there_is_named_with_those_that_are()
    {
        ProgramRun run = ProgramRun.Of("import", _config, _edges, "--lhs-col", "from");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("has no column 'from'; it has 'kind', 'head', 'tail'", run.Error, StringComparison.Ordinal);
    }
}
