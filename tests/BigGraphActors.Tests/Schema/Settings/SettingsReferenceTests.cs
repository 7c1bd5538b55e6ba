using System.Text.RegularExpressions;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed partial class SettingsReferenceTests
{
    [Fact]
    public void The_reference_file_is_what_the_catalogue_says() =>
        PromisedFile.Check("hocon/reference.conf", ReferenceText.Write());

    [Fact]
    public void The_page_of_settings_is_what_the_catalogue_says() =>
        PromisedFile.Check("docs/reference/settings.md", SettingsPage.Write());

    [Fact]
    public void The_program_carries_the_reference_file_with_it() =>
        Assert.Equal(ReferenceText.Write(), SettingsReference.Text.ReplaceLineEndings("\n"));

    [Fact]
    public void The_reference_file_with_its_examples_gives_the_defaults()
    {
        SettingsReading reading = SettingsReader.Read(ExampleLine().Replace(ReferenceText.Write(), "$1"), "reference");
        RunSettings expected = new()
        {
            Entities = [new("all", new EntitySettings { NumPartitions = 1 })],
            Relations = [new RelationSettings { Name = "all", Lhs = "all", Rhs = "all" }],
            Dimension = 100,
            EntityPath = "data/entities",
            EdgePaths = ["data/edges_train"],
            CheckpointPath = "model",
        };
        Assert.Empty(reading.Warnings);
        Assert.Equal(PbgConfigJson.Write(expected), PbgConfigJson.Write(reading.Settings));
        Assert.Equal(expected.Seed, reading.Settings.Seed);
        ImportSettings import = reading.Settings.Import!;
        Assert.Equal(import with { }, new ImportSettings { Files = import.Files });
    }

    [Fact]
    public void The_reference_file_alone_lacks_only_the_required_keys()
    {
        SettingsException error = Assert.Throws<SettingsException>(
            () => SettingsReader.Read(SettingsReference.Text, "reference.conf"));
        Assert.Equal(
            SettingsCatalogue.Of(SettingsBlock.Run).Where(key => key.IsRequired).Select(key => key.Name),
            error.Problems.Select(problem => problem.Path));
    }

    /// <summary>A line of an example in the reference file: slashes, then what they hide.</summary>
    [GeneratedRegex(@"^( *)//", RegexOptions.Multiline)]
    private static partial Regex ExampleLine();
}
