using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsViewTests
{
    [Fact]
    public void Every_key_is_a_row_with_its_value_and_whether_it_is_the_default()
    {
        RunSettings settings = SettingsReader.Read(
            SettingsReaderTests.Minimal, "run.conf", ["lr=0.5", "import.files=a.tsv"]).Settings;
        IReadOnlyList<SettingsRow> rows = SettingsView.Rows(settings);
        Assert.Equal(("0.5", false), Row("lr"));
        Assert.Equal(("0.1", true), Row("margin"));
        Assert.Equal(("null", true), Row("workers"));
        Assert.Equal(("8", false), Row("dimension"));
        Assert.Equal(("[\"data/train\"]", false), Row("edge_paths"));
        Assert.Equal(("2", false), Row("entities.user.num_partitions"));
        Assert.Equal(("translation", false), Row("relations[0].operator"));
        Assert.Equal(("\"buys\"", false), Row("relations[0].name"));
        Assert.Equal(("auto", true), Row("import.delimiter"));
        Assert.Equal(rows.Count, rows.Select(row => row.Path).Distinct().Count());

        (string, bool) Row(string path)
        {
            SettingsRow row = Assert.Single(rows, candidate => candidate.Path == path);
            return (row.Value, row.IsDefault);
        }
    }

    [Fact]
    public void Without_an_import_block_there_is_one_row_for_it()
    {
        RunSettings settings = SettingsReader.Read(SettingsReaderTests.Minimal, "run.conf").Settings;
        SettingsRow row = Assert.Single(
            SettingsView.Rows(settings), row => row.Path.StartsWith("import", StringComparison.Ordinal));
        Assert.Equal(("import", "null", true), (row.Path, row.Value, row.IsDefault));
    }

    /// <summary>Given back as overrides, the rows make the same settings: they hide nothing.</summary>
    [Fact]
    public void Rows_given_back_as_a_file_make_the_same_settings()
    {
        RunSettings settings = SettingsReader.Read(
            SettingsReaderTests.Minimal, "run.conf", ["loss_fn=softmax", "max_norm=2", "seed=5"]).Settings;
        string plain = string.Concat(SettingsView.Rows(settings)
            .Where(row => !row.Path.StartsWith("relations", StringComparison.Ordinal))
            .Select(row => $"{row.Path} = {row.Value}\n"));
        string relations = string.Concat(SettingsView.Rows(settings)
            .Where(row => row.Path.StartsWith("relations[0].", StringComparison.Ordinal))
            .Select(row => $"{row.Path["relations[0].".Length..]} = {row.Value}\n"));
        RunSettings again = SettingsReader.Read($"{plain}relations = [{{\n{relations}}}]", "rows").Settings;
        Assert.Equal(SettingsView.Rows(settings), SettingsView.Rows(again));
    }
}
