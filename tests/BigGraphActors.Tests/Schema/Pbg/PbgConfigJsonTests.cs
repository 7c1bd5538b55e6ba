using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Pbg;

public sealed class PbgConfigJsonTests
{
    /// <summary>Config files as PBG writes them: a sample's folder, or a fixture's model folder.</summary>
    public static TheoryData<string> WrittenByPbg()
    {
        TheoryData<string> files = [];
        if (SharedData.SkipReason is not null)
        {
            files.Add("(absent)");
            return files;
        }

        foreach (string folder in new[] { "pbg-samples", "pbg-fixtures" })
        {
            foreach (string file in Directory.EnumerateFiles(
                SharedData.PathOf(folder), "config.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (File.Exists(Path.Combine(Path.GetDirectoryName(file)!, "checkpoint_version.txt"))
                    || folder == "pbg-samples")
                {
                    files.Add(Path.GetRelativePath(SharedData.PathOf("."), file));
                }
            }
        }

        return files;
    }

    [SharedDataTheory]
    [MemberData(nameof(WrittenByPbg))]
    public void What_PBG_wrote_is_read_and_written_to_the_same_bytes(string file)
    {
        string path = SharedData.PathOf(file);
        SettingsReading reading = SettingsReader.ReadFile(path);
        Assert.Equal(File.ReadAllBytes(path), Encoding.UTF8.GetBytes(PbgConfigJson.Write(reading.Settings)));
    }

    /// <summary>What was given to PBG, and what PBG completed it to, mean the same.</summary>
    [SharedDataTheory]
    [InlineData("static-2x2")]
    [InlineData("static-3x2")]
    [InlineData("static-3-and-1")]
    [InlineData("dynamic-2x2")]
    [InlineData("featurized")]
    public void A_short_config_is_completed_as_PBG_completes_it(string fixture)
    {
        string given = SharedData.PathOf("pbg-fixtures", fixture, "config.json");
        string completed = SharedData.PathOf("pbg-fixtures", fixture, "model", "config.json");
        Assert.Equal(
            File.ReadAllText(completed), PbgConfigJson.Write(SettingsReader.ReadFile(given).Settings));
    }

    [SharedDataFact]
    public void Enough_files_of_PBG_are_found() => Assert.True(WrittenByPbg().Count >= 9);

    [Fact]
    public void Text_beyond_ASCII_is_escaped_as_Python_does()
    {
        RunSettings settings = Minimal() with { EntityPath = "d\u00e9/\u20ac\ud83d\ude00/\"\\\n\t\b\f\r\u007f\u0001/" };
        Assert.Contains(
            "\"entity_path\": \"d\\u00e9/\\u20ac\\ud83d\\ude00/\\\"\\\\\\n\\t\\b\\f\\r\\u007f\\u0001/\",\n",
            PbgConfigJson.Write(settings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_lists_stay_on_one_line_and_our_own_keys_are_left_out()
    {
        string json = PbgConfigJson.Write(Minimal() with { Seed = 5, EdgePaths = [] });
        Assert.Contains("\"edge_paths\": [],\n", json, StringComparison.Ordinal);
        Assert.DoesNotContain("seed", json, StringComparison.Ordinal);
        Assert.DoesNotContain("import", json, StringComparison.Ordinal);
        Assert.EndsWith("\"half_precision\": false\n}", json, StringComparison.Ordinal);
    }

    /// <summary>The expected texts are CPython's repr of the same numbers.</summary>
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000015, "1.5e-05")]
    [InlineData(123.456, "123.456")]
    [InlineData(100.0, "100.0")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Numbers_are_spelt_as_Python_spells_them(double value, string expected) =>
        Assert.Equal(expected, PythonFloat.Repr(value));

    [Fact]
    public void Spelt_numbers_read_back_to_the_same_bits()
    {
        Random random = new(9);
        byte[] bits = new byte[8];
        for (int i = 0; i < 5000; i++)
        {
            random.NextBytes(bits);
            double value = BitConverter.ToDouble(bits);
            value = double.IsFinite(value) ? value : i;
            Assert.Equal(value, double.Parse(PythonFloat.Repr(value), CultureInfo.InvariantCulture));
        }
    }

    private static RunSettings Minimal() => new()
    {
        Entities = [new("e", new EntitySettings { NumPartitions = 1 })],
        Relations = [new RelationSettings { Name = "r", Lhs = "e", Rhs = "e" }],
        Dimension = 4,
        EntityPath = "data",
        EdgePaths = ["edges"],
        CheckpointPath = "model",
    };
}
