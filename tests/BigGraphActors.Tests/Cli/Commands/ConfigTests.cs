using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cli.Commands;

public class ConfigTests
{
    [Theory]
    [InlineData("dotnet")]
    [InlineData("fb15k")]
    [InlineData("livejournal")]
    [InlineData("freebase")]
    [InlineData("bench")]
    public void The_examples_configurations_are_sound(string name)
    {
        using var folder = new TemporaryFolder();
        var files = new ExampleFiles(folder.Path, name, "elsewhere");
        ExampleConfig.Write(files);

        ProgramRun run = ProgramRun.Of("config", "check", files.Config, "--json");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(JsonNode.Parse(run.Out)!["warnings"]!.AsArray());
    }

    [Fact]
    public void A_missing_configuration_ends_in_2()
    {
        ProgramRun run = ProgramRun.Of("config", "check", "no-such.conf");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: no-such.conf", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_named_with_their_place()
    {
        using var folder = new TemporaryFolder();
        string config = Path.Combine(folder.Path, "run.conf");
        File.WriteAllText(config, "biggraph {\n  dimensoin = 3\n  lr = fast\n}\n");

        ProgramRun run = ProgramRun.Of("config", "check", config);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{config}:2:", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'dimension'", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{config}:3:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_beats_the_file()
    {
        using var folder = new TemporaryFolder();
        ExampleFiles files = DotnetExample.FilesIn(folder.Path);
        ExampleConfig.Write(files);

        ProgramRun run = ProgramRun.Of("config", "show", files.Config, "--json", "-p", "dimension=8", "num_epochs=3");

        JsonNode facts = JsonNode.Parse(run.Out)!;
        Assert.Equal(8, (int)facts["dimension"]!);
        Assert.Equal(3, (int)facts["num_epochs"]!);
    }

    [Fact]
    public void Every_key_there_is_is_shown()
    {
        using var folder = new TemporaryFolder();
        ExampleFiles files = DotnetExample.FilesIn(folder.Path);
        ExampleConfig.Write(files);

        ProgramRun run = ProgramRun.Of(
            "config", "show", files.Config, "--json", "-p", "node.secret=12345678901234567890123456789012",
            "validation.edge-paths=[held-out]");

        JsonNode facts = JsonNode.Parse(run.Out)!;
        Dictionary<SettingsBlock, JsonNode> blocks = new()
        {
            [SettingsBlock.Run] = facts,
            [SettingsBlock.Entity] = facts["entities"]!.AsObject().First().Value!,
            [SettingsBlock.Relation] = facts["relations"]![0]!,
            [SettingsBlock.Import] = facts["import"]!,
            [SettingsBlock.Validation] = facts["validation"]!,
            [SettingsBlock.Node] = facts["node"]!,
        };
        Assert.All(SettingsCatalogue.Keys, key => Assert.True(
            blocks[key.Block].AsObject().ContainsKey(key.Name), $"{key.Block} {key.Name}"));
        Assert.DoesNotContain("1234567890", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_epochs", "3")]
    [InlineData("max_norm", "null")]
    [InlineData("regularizer-scope", "transformed")]
    [InlineData("relations.0.all_negs", "false")]
    [InlineData("relations[0].all_negs", "false")]
    [InlineData("import.comment", "#")]
    public void One_key_is_shown_as_a_line(string key, string value)
    {
        using var folder = new TemporaryFolder();
        ExampleFiles files = DotnetExample.FilesIn(folder.Path);
        ExampleConfig.Write(files);
        string[] changed = ["-p", "num_epochs=3", "import.comment=#"];

        ProgramRun run = ProgramRun.Of(["config", "show", files.Config, key, .. changed]);
        Assert.Equal((0, value), (run.ExitCode, run.Out.Trim()));

        ProgramRun unknown = ProgramRun.Of(["config", "show", files.Config, key + "x", .. changed]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains($"no key '{key}x'", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, ProgramRun.Of("config", "show", files.Config, key, "--changed").ExitCode);
    }
}
