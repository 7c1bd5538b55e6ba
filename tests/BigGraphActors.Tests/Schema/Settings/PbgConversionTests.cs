using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public class PbgConversionTests
{
    private const string Json = """
        {
            "entities": { "user": { "num_partitions": 4, "featurized": false, "dimension": null },
                          "doc type": { "num_partitions": 1, "featurized": true, "dimension": 8 } },
            "relations": [ { "name": "a \"b\"", "lhs": "user", "rhs": "user", "weight": 2, "operator": "translation",
                             "all_negs": false } ],
            "dimension": 8, "numEpochs": 7, "entity_path": "data", "edge_paths": ["train"], "checkpoint_path": "model",
            "lr": 0.1, "margin": 0.1, "num_gpus": 2, "half_precision": true, "num_machines": 1, "verbose": 3
        }
        """;

    [Fact]
    public void The_result_says_the_same_but_for_what_is_left_out_and_named()
    {
        PbgConversionResult converted = PbgConversion.Convert(Json, "config.json");

        RunSettings again = SettingsReader.Read(converted.Text, "biggraph.conf").Settings;
        Assert.Equal(PbgConfigJson.Write(converted.Settings), PbgConfigJson.Write(again));
        Assert.Equal(7, again.NumEpochs);
        Assert.Equal(2.0, again.Relations[0].Weight);
        Assert.Equal(["num_gpus", "half_precision", "verbose"], converted.LeftOut.Select(line => line.Split(' ')[0]));
        Assert.All(converted.LeftOut, line => Assert.Contains($"# Left out: {line.Split(':')[0]}", converted.Text));
    }

    [Fact]
    public void Defaults_are_left_out_and_what_is_there_is_explained()
    {
        string text = PbgConversion.Convert(Json, "config.json").Text;

        Assert.DoesNotContain("margin", text, StringComparison.Ordinal);
        Assert.Contains("# Learning rate of the vectors", text, StringComparison.Ordinal);
        Assert.Contains("\"doc type\" { num_partitions = 1, featurized = true, dimension = 8 }", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void What_cannot_be_used_is_refused_with_its_place()
    {
        SettingsException error = Assert.Throws<SettingsException>(
            () => PbgConversion.Convert(Json.Replace("\"lr\": 0.1", "\"lr\": \"fast\""), "config.json"));
        Assert.Contains("lr", error.Message, StringComparison.Ordinal);
    }
}
