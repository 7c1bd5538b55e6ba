using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>
/// From text to evaluated vectors and back to text, through the program's own verbs, on a graph of 60 edges.
/// </summary>
public sealed class WholeRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _config;

    public WholeRunTests()
    {
        string dir = _folder.Path.Replace('\\', '/');
        _config = Path.Combine(_folder.Path, "run.conf");
        File.WriteAllText(_config, $$"""
            biggraph {
              entity_path = "{{dir}}/entities"
              edge_paths = ["{{dir}}/edges_train"]
              checkpoint_path = "{{dir}}/model"
              import {
                files = ["{{dir}}/train.tsv", "{{dir}}/test.tsv"]
                edge-paths = ["{{dir}}/edges_train", "{{dir}}/edges_test"]
                relation-column = 1
                rhs-column = 2
              }
              entities { all { num_partitions = 2 } }
              relations = [{ name = all_edges, lhs = all, rhs = all, operator = translation }]
              dynamic_relations = true
              dimension = 8
              comparator = dot
              loss_fn = softmax
              global_emb = false
              num_epochs = 2
              lr = 0.1
              batch_size = 20
              num_batch_negs = 10
              num_uniform_negs = 10
              eval_fraction = 0
              workers = 1
              seed = 3
            }
            """);
        File.WriteAllLines(
            In("train.tsv"), Enumerable.Range(0, 50).Select(i => $"n{i % 10}\tr{i % 2}\tn{(i * 3) % 10}"));
        File.WriteAllLines(In("test.tsv"), Enumerable.Range(0, 10).Select(i => $"n{i}\tr0\tn{(i + 1) % 10}"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_imports_trains_and_ranks_what_is_held_out()
    {
        JsonObject facts = Done("run", _config);

        Assert.Equal(100, (long)facts["edges"]!);
        Assert.Equal(10, (long)facts["count"]!);
        Assert.True((bool)facts["filtered"]!);
        Assert.Contains("edges_test", (string)facts["protocol"]!, StringComparison.Ordinal);
        Assert.All(
            new[] { "pos_rank", "mrr", "r1", "r10", "r50", "auc", "loss", "seconds", "edges_per_second" },
            key => Assert.NotNull(facts[key]));
    }

    [Fact]
    public void A_second_run_goes_on_from_the_checkpoint_without_importing_again()
    {
        Done("run", _config);

        JsonObject facts = Done("run", _config, "-p", "num_epochs=3");

        Assert.Null(facts["import_seconds"]);
        Assert.Equal(1, (long)facts["passes"]!);
        Assert.Equal(3, (long)facts["checkpoint_version"]!);
    }

    [Theory]
    [InlineData(false, "there is no such directory")]
    [InlineData(true, "the directory has no edges")]
    public void A_validation_without_edges_is_refused_before_anything_is_trained(bool isEmpty, string reason)
    {
        Done("import", _config);
        if (isEmpty)
        {
            Directory.CreateDirectory(In("edges_valid"));
        }

        ProgramRun run = ProgramRun.Of("train", _config, "-p", $"validation.edge-paths={In("edges_valid")}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{In("edges_valid")}: {reason}", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("model")), "nothing is written");
    }

    [Fact]
    public void A_validation_that_fails_ends_the_run_with_its_reason_and_the_version_stands()
    {
        Done("import", _config);
        Directory.CreateDirectory(In("edges_valid"));
        using (EdgeBucketWriter edges = new EdgeDirectory(In("edges_valid")).CreateWriter(new Bucket(0, 0)))
        {
            edges.Append([-5], [0], [0], []);
            edges.Complete();
        }

        ProgramRun run = ProgramRun.Of("train", _config, "-p", $"validation.edge-paths={In("edges_valid")}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is written, but its validation failed: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("edges_0_0.h5", run.Error, StringComparison.Ordinal);
        Assert.Equal("1", File.ReadAllText(Path.Combine(In("model"), "checkpoint_version.txt")).Trim());
    }

    [Fact]
    public void The_untrained_model_can_be_ranked_before_any_training()
    {
        Done("import", _config);

        JsonObject before = Done("eval", _config, "--untrained", "--filtered");

        Assert.Equal(50, (long)before["count"]!);
        Assert.True((bool)before["untrained"]!);
        Assert.Contains("the untrained model", (string)before["protocol"]!, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("model")), "nothing is written");
        Done("train", _config);
        JsonObject after = Done("eval", _config, "--filtered");
        Assert.True((double)after["mrr"]! > (double)before["mrr"]!, "training must help");
    }

    [Fact]
    public void Each_verb_by_itself_does_its_step()
    {
        Assert.Equal(60, (long)Done("import", _config)["edges"]!);
        Assert.Equal(2, Done("train", _config)["epochs"]!.AsArray().Count);
        JsonObject raw = Done("eval", _config, "--edges", In("edges_test"), "--candidates", "all", "--per-relation");
        Assert.False((bool)raw["filtered"]!);
        Assert.Single(raw["relations"]!.AsArray());
        JsonObject export = Done(
            "export", _config, "--entities-output", In("e.tsv"), "--relation-types-output", In("r.tsv"));
        Assert.Equal(10, (long)export["entities"]!["all"]!);
        Assert.Equal(10, File.ReadLines(In("e.tsv")).Count());
        JsonNode nearest = Done("neighbours", _config, "n1", "-k", "3")["neighbours"]![0]!["nearest"]!;
        Assert.Equal(3, nearest.AsArray().Count);
        Assert.Equal(2, (int)Done("inspect", In("model"))["checkpoint"]!["version"]!);
    }

    [Fact]
    public void Training_before_the_import_says_what_is_missing()
    {
        ProgramRun run = ProgramRun.Of("train", _config);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("biggraph import", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_before_training_says_what_is_missing()
    {
        Done("import", _config);

        ProgramRun run = ProgramRun.Of("eval", _config);

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_dimension_is_refused()
    {
        Done("run", _config);

        ProgramRun run = ProgramRun.Of("train", _config, "-p", "dimension=4", "num_epochs=5");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_cannot_be_read_ends_the_run_with_its_reason_and_stays_as_it_is()
    {
        Done("run", _config);
        string table = In("model/embeddings_all_1.v2.h5");
        File.WriteAllText(table, "no HDF5");

        ProgramRun run = ProgramRun.Of("train", _config, "-p", "num_epochs=4");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("embeddings_all_1.v2.h5", run.Error, StringComparison.Ordinal);
        Assert.Equal("no HDF5", File.ReadAllText(table));
        Assert.Equal("2", File.ReadAllText(In("model/checkpoint_version.txt")).Trim());
    }

    [Fact]
    public void A_bucket_that_makes_no_numbers_is_rolled_back_and_ends_the_run_with_its_reason()
    {
        Done("run", _config);
        byte[] before = File.ReadAllBytes(In("model/embeddings_all_0.v2.h5"));

        ProgramRun run = ProgramRun.Of("train", _config, "-p", "num_epochs=4", "lr=1e38");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no longer a number", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(In("model/embeddings_all_0.v2.h5")));
        Assert.Equal("2", File.ReadAllText(In("model/checkpoint_version.txt")).Trim());
    }

    [Fact]
    public void An_unknown_entity_has_no_neighbours()
    {
        Done("run", _config);

        ProgramRun run = ProgramRun.Of("neighbours", _config, "nobody");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nobody: no entity of type all", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Filtering_against_sampled_candidates_is_wrong_usage()
    {
        ProgramRun run = ProgramRun.Of("eval", _config, "--filtered", "--candidates", "config");

        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public void A_draft_of_a_configuration_runs()
    {
        string config = In("draft.conf");
        Done("config", "init", In("train.tsv"), In("test.tsv"), "--output", config);
        string dir = _folder.Path.Replace('\\', '/');

        JsonObject facts = Done(
            "run", config, "-p", "num_epochs=1", "dimension=8", $"entity_path={dir}/d/entities",
            $"edge_paths={dir}/d/edges_train", $"import.edge-paths={dir}/d/edges_train,{dir}/d/edges_test",
            $"checkpoint_path={dir}/d/model");

        Assert.Equal(10, (long)facts["count"]!);
    }

    [Fact]
    public void A_configuration_is_not_replaced_unasked()
    {
        ProgramRun run = ProgramRun.Of("config", "init", In("train.tsv"), "--output", _config);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_benchmark_reports_its_figures()
    {
        JsonObject facts = Done(
            "bench", "train", "--entities", "50", "--relations", "3", "--edges", "500", "--epochs", "3", "--dimension",
            "8", "--negatives", "5");

        Assert.Equal(500, (long)facts["edges"]!);
        Assert.Equal(2, (int)facts["epochs_measured"]!);
        Assert.True((double)facts["edges_per_second"]! > 0);
    }

    [Fact]
    public void A_benchmark_of_grouped_queries_counts_only_the_scores_that_are_computed()
    {
        string[] graph =
        [
            "bench", "train", "--entities", "50", "--relations", "2", "--edges", "500", "--epochs", "2", "--dimension",
            "8", "-p", "relations.0.all_negs=true",
        ];

        JsonObject byEdge = Done(graph);
        JsonObject byQuery = Done([.. graph, "group-queries=true"]);

        Assert.Equal(50, (double)byEdge["candidates"]!);
        Assert.InRange((double)byQuery["candidates"]!, 3, 15);
        Assert.Equal(500, (long)byQuery["edges"]!);
        foreach (string stage in (string[])["batch", "encode", "scores", "loss", "gradients", "rows"])
        {
            Assert.True((double)byQuery["stages"]![stage]! > 0, stage);
        }
    }

    [Fact]
    public void A_drawn_graph_goes_through_the_whole_of_LiveJournals_example()
    {
        JsonObject facts = Done(
            "example", "livejournal", "--drawn", "300", "--directory", In("drawn"), "--epochs", "1", "--dimension", "8");

        Assert.True((long)facts["edges"]! > 300 * 14 * 3 / 5, facts.ToJsonString());
        Assert.True(File.Exists(Path.Combine(In("drawn"), "livejournal.conf")));
    }

    [Fact]
    public void A_share_of_Freebase_goes_through_the_whole_example_and_its_edges_rank_above_chance()
    {
        JsonObject facts = Done(
            "example", "freebase", "--share", "0.00003", "--directory", In("freebase"), "--dimension", "16", "-p",
            "entities.all.num_partitions=2", "-p", "num_epochs=20");

        // By chance it would be the middle of 10,000.
        Assert.True((double)facts["pos_rank"]! < 4000, facts.ToJsonString());
        Assert.True(File.Exists(Path.Combine(In("freebase"), "freebase.conf")));
    }

    [Fact]
    public void A_share_can_be_drawn_without_being_learnt()
    {
        ProgramRun run = ProgramRun.Of(
            "example", "freebase", "--share", "0.00002", "--draw-only", "--directory", In("drawn-only"));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["freebase.conf", "test.tsv", "train.tsv"],
            Directory.EnumerateFileSystemEntries(In("drawn-only")).Select(Path.GetFileName).Order());
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private static JsonObject Done(params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Error}");
        return JsonNode.Parse(run.Out)!.AsObject();
    }
}
