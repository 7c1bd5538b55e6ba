using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cli.Commands;

public sealed class ConfigFromPbgTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Fixtures() =>
        ["static-2x2", "static-3x2", "static-3-and-1", "dynamic-2x2", "featurized"];

    [SharedDataTheory]
    [MemberData(nameof(Fixtures))]
    public void A_checkpoint_of_pbg_gives_the_configuration_that_trained_it(string fixture)
    {
        string config = Path.Combine(_folder.Path, "run.conf");
        string model = SharedData.PathOf("pbg-fixtures", fixture, "model");

        ProgramRun run = ProgramRun.Of("config", "from-pbg", model, "--output", config, "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        RunSettings settings = SettingsReader.ReadFile(config).Settings;
        Assert.Equal(File.ReadAllText(Path.Combine(model, "config.json")), PbgConfigJson.Write(settings));
        Assert.Empty((JsonArray)JsonNode.Parse(run.Out)!["left_out"]!);
    }

    [SharedDataFact]
    public void A_file_of_the_checkpoint_carries_its_configuration()
    {
        string config = Path.Combine(_folder.Path, "run.conf");
        string model = SharedData.PathOf("pbg-fixtures", "static-2x2", "model", "model.v2.h5");

        Assert.Equal(0, ProgramRun.Of("config", "from-pbg", model, "-o", config).ExitCode);
        Assert.Equal(3, SettingsReader.ReadFile(config).Settings.Relations.Count);
    }

    [Fact]
    public void A_path_without_a_configuration_ends_in_1_and_a_file_that_is_there_stays()
    {
        string config = Path.Combine(_folder.Path, "run.conf");
        File.WriteAllText(config, "mine");

        Assert.Equal(2, ProgramRun.Of("config", "from-pbg", _folder.Path, "-o", config).ExitCode);
        ProgramRun run = ProgramRun.Of("config", "from-pbg", _folder.Path, "-o", config, "--force");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("holds neither a config.json", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(config));
    }
}
