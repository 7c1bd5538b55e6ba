using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsReaderTests
{
    internal const string Minimal = """
        biggraph {
          entities { user { num_partitions = 2 }, item { num_partitions = 1 } }
          relations = [{ name = buys, lhs = user, rhs = item, operator = translation }]
          dimension = 8
          entity_path = data
          edge_paths = [data/train]
          checkpoint_path = model
        }
        """;

    [Fact]
    public void Hocon_fills_the_settings_and_leaves_the_rest_at_PBGs_defaults()
    {
        RunSettings settings = SettingsReader.Read(Minimal, "run.conf").Settings;
        Assert.Equal(["user", "item"], settings.Entities.Select(type => type.Key));
        Assert.Equal(2, settings.Entities[0].Value.NumPartitions);
        Assert.Equal(OperatorKind.Translation, Assert.Single(settings.Relations).Operator);
        Assert.Equal(8, settings.Dimension);
        Assert.Equal(["data/train"], settings.EdgePaths);
        Assert.Equal(0.001, settings.InitScale);
        Assert.Equal(BucketOrder.InsideOut, settings.BucketOrder);
        Assert.Equal(1000, settings.EvalNumBatchNegs);
        Assert.Null(settings.Workers);
        Assert.Null(settings.Import);
    }

    [Fact]
    public void PBGs_keys_may_stand_at_the_root_as_in_config_json()
    {
        RunSettings settings = SettingsReader.Read(
            """
            {"entities": {"b": {"num_partitions": 1}, "a": {"num_partitions": 1, "dimension": 6}},
             "relations": [{"name": "r", "lhs": "a", "rhs": "a", "weight": 2, "all_negs": 1}],
             "dimension": 4, "max_norm": 2, "comparator": "dot", "bias": "No", "bucket_order": "RANDOM",
             "entity_path": "data", "edge_paths": [], "checkpoint_path": "model", "hogwild_delay": 2}
            """,
            "config.json").Settings;
        Assert.Equal(["b", "a"], settings.Entities.Select(type => type.Key));
        Assert.Equal(6, settings.Entities[1].Value.Dimension);
        Assert.Equal(2.0, settings.Relations[0].Weight);
        Assert.True(settings.Relations[0].AllNegs);
        Assert.Equal(2.0, settings.MaxNorm);
        Assert.False(settings.Bias);
        Assert.Equal(BucketOrder.Random, settings.BucketOrder);
    }

    [Fact]
    public void Other_roots_beside_ours_are_left_to_their_readers()
    {
        string text = "akka { loglevel = INFO }\nname = buys\n" + Minimal;
        Assert.Equal(8, SettingsReader.Read(text, "run.conf").Settings.Dimension);
    }

    [Fact]
    public void Keys_of_a_run_beside_the_block_are_refused_and_not_ignored()
    {
        SettingsException error = Refused(Minimal + "\nlr = 0.1\n");
        Assert.Equal("run.conf:9:1: lr: stands beside the block 'biggraph'; move it inside", error.Message);
    }

    [Theory]
    [InlineData("lr = 0.1", "entities: is missing")]
    [InlineData("bigraph { lr = 1 }", "is 'bigraph' meant to be 'biggraph'?")]
    [InlineData("", "expected a block 'biggraph', or the keys of PBG's config.json at the root")]
    [InlineData("biggraph = 5", "expected an object, found integer '5'")]
    public void A_text_without_a_run_is_refused(string text, string part)
    {
        SettingsException error = Refused(text);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_mixed_case_are_those_of_old_PBG_files()
    {
        RunSettings settings = SettingsReader.Read(
            """
            {"entities": {"userId": {"numPartitions": 1}},
             "relations": [{"name": "r", "lhs": "userId", "rhs": "userId", "allNegs": true}],
             "dimension": 4, "numEpochs": 3, "entityPath": "data", "edgePaths": ["e"], "checkpointPath": "model"}
            """,
            "config.json").Settings;
        Assert.Equal(3, settings.NumEpochs);
        Assert.Equal("userId", settings.Entities[0].Key);
        Assert.True(settings.Relations[0].AllNegs);
    }

    [Theory]
    [InlineData("num_epoch = 3", "num_epoch: unknown key 'num_epoch'; did you mean 'num_epochs'?")]
    [InlineData("epochs = 3", "epochs: unknown key 'epochs'; did you mean 'num_epochs'?")]
    [InlineData("num-epochs = 3", "num-epochs: unknown key 'num-epochs'; did you mean 'num_epochs'?")]
    [InlineData(
        "num_partitions = 3",
        "num_partitions: unknown key 'num_partitions'; it belongs to entities.TYPE.num_partitions")]
    [InlineData("colour = red", "colour: unknown key 'colour'")]
    [InlineData("num_epochs = many", "num_epochs: expected integer at least 0, found text 'many'")]
    [InlineData("num_epochs = 1.0", "num_epochs: expected integer at least 0, found number '1.0'")]
    [InlineData("num_epochs = \"3\"", "num_epochs: expected integer at least 0, found text '3'")]
    [InlineData("num_epochs = true", "num_epochs: expected integer at least 0, found truth value 'true'")]
    [InlineData("num_epochs = null", "num_epochs: must not be null; expected integer at least 0")]
    [InlineData("num_epochs = 99999999999", "num_epochs: expected integer at least 0, found integer '99999999999'")]
    [InlineData("num_epochs = -1", "num_epochs: expected integer at least 0, found -1")]
    [InlineData("init_scale = 0", "init_scale: expected number above 0, found 0.0")]
    [InlineData("max_norm = 0", "max_norm: expected number above 0, or null, found 0.0")]
    [InlineData("lr = 1e999", "lr: expected number at least 0, found number '1e999'")]
    [InlineData("verbose = 2", "verbose: expected integer at least 0 and at most 1, found 2")]
    [InlineData("bias = maybe", "bias: expected true or false, found text 'maybe'")]
    [InlineData("bias = 2", "bias: expected true or false, found integer '2'")]
    [InlineData(
        "comparator = cosine",
        "comparator: expected one of dot, cos, l2, squared_l2, found text 'cosine'; did you mean 'cos'?")]
    [InlineData(
        "loss_fn = sotfmax",
        "loss_fn: expected one of ranking, logistic, softmax, found text 'sotfmax'; did you mean 'softmax'?")]
    [InlineData(
        "init_path = 5",
        "init_path: expected text, or null, found integer '5'; "
        + "text that looks like something else must stand in quotes")]
    [InlineData("edge_paths = data", "edge_paths: expected list of texts, found text 'data'")]
    [InlineData("edge_paths = [1]", "edge_paths: expected list of texts, found array '[1]'")]
    [InlineData("entities = []", "entities: expected an object with one entry per entity type, found array '[]'")]
    [InlineData(
        "entities { user = 3 }",
        "entities.user: expected an object with the keys of an entity type, found integer '3'")]
    [InlineData("workers = 100000", "workers: expected integer at least 1 and at most 1024, or null, found 100000")]
    [InlineData("eval_fraction = 1", "eval_fraction: expected number at least 0 and below 1, found 1.0")]
    [InlineData(
        "node { threads = 1025 }",
        "node.threads: expected integer at least 1 and at most 1024, or null, found 1025")]
    [InlineData(
        "entities { user { num_partitions = 0 } }",
        "entities.user.num_partitions: expected integer at least 1, found 0")]
    [InlineData(
        "entities { user { partitions = 0 } }",
        "entities.user.partitions: unknown key 'partitions'; did you mean 'num_partitions'?")]
    [InlineData(
        "entities { \"a.b\" { num_partitions = 1 } }",
        "entities.a.b: 'a.b' cannot name an entity type: empty, or with '.', '/', '\\' or a control character")]
    [InlineData("relations = 5", "relations: expected a list with one object per relation type, found integer '5'")]
    [InlineData("import = 5", "import: expected an object or null, found integer '5'")]
    [InlineData("import { file = x, files = [x] }", "import.file: unknown key 'file'; did you mean 'files'?")]
    public void A_wrong_key_or_value_is_named_with_its_place(string line, string message)
    {
        SettingsException error = Refused(Minimal.TrimEnd('}', '\n') + "\n  " + line + "\n}\n");
        Assert.Contains(error.Problems, problem => $"{problem.Path}: {problem.Text}" == message);
        Assert.Equal(8, error.Line);
        Assert.InRange(error.Column, 3, 100);
    }

    [Fact]
    public void All_problems_of_a_file_are_told_at_once_and_in_its_order()
    {
        SettingsException error = Refused("""
            biggraph {
              entities { user { num_partitions = x }, item { } }
              relations = [{ name = buys, lhs = user, weight = 0 }]
              dimension = 8
              lr = fast
              colour = red
            }
            """);
        Assert.Equal(
            [
                "run.conf:1:10: entity_path: is missing; expected text",
                "run.conf:1:10: edge_paths: is missing; expected list of texts",
                "run.conf:1:10: checkpoint_path: is missing; expected text",
                "run.conf:2:38: entities.user.num_partitions: expected integer at least 1, found text 'x'",
                "run.conf:2:48: entities.item.num_partitions: is missing; expected integer at least 1",
                "run.conf:3:16: relations[0].rhs: is missing; expected text",
                "run.conf:3:52: relations[0].weight: expected number above 0, found 0.0",
                "run.conf:5:8: lr: expected number at least 0, found text 'fast'",
                "run.conf:6:3: colour: unknown key 'colour'",
            ],
            error.Problems.Select(problem => problem.ToString()));
        Assert.Equal("run.conf", error.SourceName);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        SettingsException error = Assert.Throws<SettingsException>(() => SettingsReader.ReadFile("no/such.conf"));
        Assert.Equal("no/such.conf: there is no such file", error.Message);
    }

    [Fact]
    public void A_directory_in_place_of_a_file_is_an_error_of_settings() =>
        Assert.Throws<SettingsException>(() => SettingsReader.ReadFile(AppContext.BaseDirectory));

    [Fact]
    public void A_config_in_Python_is_refused_with_the_way_out()
    {
        SettingsException error = Assert.Throws<SettingsException>(() => SettingsReader.ReadFile("config.py"));
        Assert.Contains("json.dumps(get_torchbiggraph_config())", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_import_block_is_read()
    {
        string text = Minimal.TrimEnd('}', '\n') + """

              import {
                files = [data/train.tsv.gz]
                relation-column = 1, rhs-column = 2
                delimiter = TAB
                header = yes
                comment = ""
                entity-min-count = 2
              }
              seed = 9223372036854775807
            }
            """;
        RunSettings settings = SettingsReader.Read(text, "run.conf").Settings;
        ImportSettings import = Assert.IsType<ImportSettings>(settings.Import);
        Assert.Equal(["data/train.tsv.gz"], import.Files);
        Assert.Equal(1, import.RelationColumn);
        Assert.Null(import.WeightColumn);
        Assert.Equal(ColumnDelimiter.Tab, import.Delimiter);
        Assert.True(import.Header);
        Assert.Equal("", import.Comment);
        Assert.Equal(2, import.EntityMinCount);
        Assert.Equal(long.MaxValue, settings.Seed);
    }

    [Fact]
    public void Included_files_are_taken_relative_to_the_file()
    {
        string folder = Directory.CreateTempSubdirectory("biggraph-settings-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "graph.conf"), Minimal);
            string path = Path.Combine(folder, "run.conf");
            File.WriteAllText(path, "include \"graph.conf\"\nbiggraph { lr = 0.1, relation_lr = ${biggraph.lr} }");
            RunSettings settings = SettingsReader.ReadFile(path).Settings;
            Assert.Equal(0.1, settings.RelationLr);
            Assert.Equal(["user", "item"], settings.Entities.Select(type => type.Key));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SettingsException Refused(string text) =>
        Assert.ThrowsAny<SettingsException>(() => SettingsReader.Read(text, "run.conf"));
}
