using System.Text.Json.Nodes;

namespace BigGraphActors.Tests.Cli.Commands;

public class InspectTests
{
    [SharedDataFact]
    public void A_folder_of_entities_tells_types_and_counts()
    {
        JsonObject facts = Inspect(SharedData.PathOf("pbg-fixtures", "static-2x2", "data"));

        JsonNode person = Assert.Single(facts["entities"]!.AsArray(), e => (string?)e!["type"] == "person")!;
        Assert.Equal(2, (int)person["partitions"]!);
        Assert.True((bool)person["names"]!);
    }

    [SharedDataFact]
    public void A_folder_of_edges_tells_its_buckets()
    {
        JsonObject facts = Inspect(SharedData.PathOf("pbg-fixtures", "static-2x2", "train"));

        Assert.Equal(4, facts["buckets"]!.AsArray().Count);
    }

    [SharedDataFact]
    public void An_HDF5_file_tells_its_tree()
    {
        JsonObject facts = Inspect(SharedData.PathOf("pbg-fixtures", "static-2x2", "model", "model.v2.h5"));

        Assert.Contains(
            facts["hdf5"]!.AsArray(), e => (string?)e!["attribute"] == "@format_version" && (long)e!["value"]! == 1);
    }

    [Fact]
    public void A_path_that_leads_nowhere_ends_in_1()
    {
        ProgramRun run = ProgramRun.Of("inspect", "no/such/path");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error: no/such/path: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_HDF5_is_refused_by_name()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no HDF5");
            ProgramRun run = ProgramRun.Of("inspect", path);

            Assert.Equal(1, run.ExitCode);
            Assert.Contains(path, run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static JsonObject Inspect(string path)
    {
        ProgramRun run = ProgramRun.Of("inspect", path, "--json");
        Assert.Equal(0, run.ExitCode);
        return JsonNode.Parse(run.Out)!.AsObject();
    }
}
