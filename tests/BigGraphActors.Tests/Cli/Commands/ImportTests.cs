using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Commands;

public class ImportTests
{
    private const string Config = """
        biggraph {
          entity_path = "DIR/entities"
          edge_paths = ["DIR/edges"]
          checkpoint_path = "DIR/model"
          entities { all { num_partitions = 1 } }
          relations = [{ name = r, lhs = all, rhs = all }]
          dimension = 4
        }
        """;

    [Fact]
    public void Files_and_columns_can_come_from_the_arguments()
    {
        using var folder = new TemporaryFolder();
        string config = WriteConfig(folder);
        string edges = Path.Combine(folder.Path, "edges.csv");
        File.WriteAllText(edges, "weight,from,to\n1.0,a,b\n2.0,b,c\n");

        ProgramRun run = ProgramRun.Of(
            "import", config, edges, "--lhs-col", "1", "-r", "2", "--weight-col", "0", "--delimiter", "comma",
            "--header", "--json");

        Assert.Equal("", run.Error);
        JsonNode facts = JsonNode.Parse(run.Out)!;
        Assert.Equal(2, (long)facts["edges"]!);
        Assert.Equal(3, (long)facts["entity_types"]![0]!["entities"]!);
    }

    [Fact]
    public void Rejected_lines_are_named_and_counted()
    {
        using var folder = new TemporaryFolder();
        string config = WriteConfig(folder);
        string edges = Path.Combine(folder.Path, "edges.tsv");
        File.WriteAllText(edges, "a\tb\nlonely\nb\tc\n");

        ProgramRun run = ProgramRun.Of("import", config, edges, "--json");

        JsonNode facts = JsonNode.Parse(run.Out)!;
        Assert.Equal(1, (long)facts["rejected"]!);
        Assert.Equal(2, (long)facts["rejected_lines"]![0]!["line"]!);
    }

    [Fact]
    public void Without_any_file_the_usage_is_wrong()
    {
        using var folder = new TemporaryFolder();

        ProgramRun run = ProgramRun.Of("import", WriteConfig(folder));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no edge lists to import", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_ends_in_1_with_its_name()
    {
        using var folder = new TemporaryFolder();

        ProgramRun run = ProgramRun.Of("import", WriteConfig(folder), "no-such.tsv");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no-such.tsv", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_below_0_is_wrong_usage()
    {
        ProgramRun run = ProgramRun.Of("import", "run.conf", "edges.tsv", "--lhs-col", "-1");

        Assert.Equal(2, run.ExitCode);
    }

    private static string WriteConfig(TemporaryFolder folder)
    {
        string path = Path.Combine(folder.Path, "run.conf");
        File.WriteAllText(path, Config.Replace("DIR", folder.Path.Replace('\\', '/'), StringComparison.Ordinal));
        return path;
    }
}
