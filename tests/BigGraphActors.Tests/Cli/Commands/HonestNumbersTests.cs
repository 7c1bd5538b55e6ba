using System.Text;
using System.Text.Json.Nodes;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>No figure is shown that only looks like a result.</summary>
public sealed class HonestNumbersTests : IDisposable
{
    private readonly RingRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void An_import_that_leaves_no_edge_fails_and_leaves_nothing()
    {
        string error = _run.Refused("import", "--entity-min-count", "100");
        Assert.Contains("all 48 edges are dropped", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.In("entities")));
    }

    [Fact]
    public void Without_edges_nothing_is_trained_and_an_evaluation_has_no_figures()
    {
        _run.Done("run");
        using (EdgeBucketWriter empty = new EdgeDirectory(Made("none")).CreateWriter(new Bucket(0, 0)))
        {
            empty.Complete();
        }

        string paths = $"edge_paths={_run.In("none")}";
        Assert.Contains("not one edge", _run.Refused(
            "train", "-p", paths, $"checkpoint_path={_run.In("m2")}"), StringComparison.Ordinal);

        ProgramRun ranked = _run.Done("eval", "-p", paths, "--json");
        JsonObject facts = JsonNode.Parse(ranked.Out)!.AsObject();
        Assert.Equal(0, (int)facts["count"]!);
        Assert.All(["pos_rank", "mrr", "r1", "auc", "loss"], key => Assert.Null(facts[key]));
        Assert.Contains("there are no figures", ranked.Error, StringComparison.Ordinal);
        Assert.Contains("none", _run.Done("eval", "-p", paths).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_among_no_wrong_answer_are_no_figures()
    {
        File.WriteAllText(_run.List, "a\tr\tb\nb\tr\ta\na\tr\ta\nb\tr\tb\n");
        _run.Done("run");

        ProgramRun ranked = _run.Done("eval", "--filter", _run.In("edges"), "--json");

        JsonObject facts = JsonNode.Parse(ranked.Out)!.AsObject();
        Assert.Equal(4, (int)facts["count"]!);
        Assert.All(["pos_rank", "mrr", "r1", "auc", "loss"], key => Assert.Null(facts[key]));
        Assert.Contains("No edge has a wrong answer", ranked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_among_no_wrong_answer_are_counted_beside_others()
    {
        File.WriteAllText(_run.List, "a\tr\ta\na\tr\tb\na\ts\tb\n");
        _run.Done("run");

        ProgramRun ranked = _run.Done("eval", "--filter", _run.In("edges"), "--json");

        Assert.Contains("of 3 edges have no wrong answer", ranked.Error, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(ranked.Out)!["mrr"]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_vector_that_is_not_a_number_is_said_by_every_verb_that_reads_it(float value)
    {
        _run.Done("run");
        _run.Overwrite(3, value);
        string name = new EntityDirectory(_run.In("entities")).ReadNames(new("all", 0)).ElementAt(3);
        string other = name == "n1" ? "n2" : "n1";

        Assert.Contains("not a number", _run.Done("eval", "--candidates", "all", "--json").Error, StringComparison.Ordinal);
        Assert.Contains("not a number", Flat(_run.Done(
            "export", "--entities-output", _run.In("v.tsv")).Out), StringComparison.Ordinal);
        Assert.Contains("not a number", _run.Refused("neighbours", name), StringComparison.Ordinal);

        ProgramRun near = _run.Done("neighbours", other, "-k", "50", "--json");
        Assert.Contains("not a number", near.Error, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{name}\"", near.Out, StringComparison.Ordinal);

        ProgramRun shown = ProgramRun.Of("inspect", _run.Model, "--json");
        Assert.Equal(1, (int)JsonNode.Parse(shown.Out)!["checkpoint"]!["tables"]![0]!["broken_rows"]!);

        ProgramRun train = _run.Of("train", "-p", "num_epochs=2");
        Assert.Equal(1, train.ExitCode);
        Assert.Contains("not a number", train.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("neighbours", "n1", "-k", "0")]
    [InlineData("neighbours", "n1", "-k", "-3")]
    [InlineData("import", "--entity-min-count", "-1")]
    [InlineData("import", "--max-rejected", "-1")]
    [InlineData("run", "--workers", "-1")]
    [InlineData("cluster up", "--workers", "0")]
    [InlineData("cluster up", "--threads", "0")]
    public void A_count_that_cannot_be_is_wrong_usage(string verb, params string[] more)
    {
        ProgramRun run = _run.Of(verb, more);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("must be at least", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_line_of_the_statistics_costs_nothing()
    {
        _run.Done("run");
        File.AppendAllText(Path.Combine(_run.Model, "training_stats.json"), "{\"lhs_partition\": 0, \"rhs{}\n");

        _run.Done("train", "-p", "num_epochs=2");
        Assert.Equal(2, new CheckpointDirectory(_run.Model).ReadVersion());
        Assert.Contains("1 line cannot be read", Flat(ProgramRun.Of("inspect", _run.Model).Out), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\t1\t0\t0\t0\nb\t0\t1\t0\t0\na\t1\t1\t0\t0\n", ":3: 'a' stands there twice, in line 1")]
    [InlineData("2 1 4\na 1 2 3 4\nb 4 5 6 7\nc 7 8 9 1\np 1 1 1 1\np_reverse_relation 2 2 2 2\n", "there are 3")]
    [InlineData("2 1 4\na 1 2 3 4\nb 4 5 6 7\np 1 1 1 1\n", "'p' has no line 'p_reverse_relation'")]
    [InlineData("3 0 4\na 1 2 3 4\nb 4 5 6 7\n", "ends after 2 of 3 vectors")]
    [InlineData("", "the file is empty")]
    [InlineData("caf\u00e9\t1\t0\t0\t0\t0\t0\t0\t0\n", ":1: the name is not UTF-8")]
    public void Vectors_with_wrong_counts_or_one_name_twice_are_refused_before_anything_is_written(
        string text, string expected)
    {
        File.WriteAllText(_run.In("vectors.txt"), text, Encoding.Latin1);
        string said = _run.Refused("import embeddings", _run.In("vectors.txt"), "-p", "dimension=4");
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.In("entities")));
        Assert.False(Directory.Exists(_run.Model));
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string Made(string name) => Directory.CreateDirectory(_run.In(name)).FullName;
}
