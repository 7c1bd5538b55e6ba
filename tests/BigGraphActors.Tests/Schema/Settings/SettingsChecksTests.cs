using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsChecksTests
{
    private const string Grouped =
        "group-queries=true dynamic_relations=true global_emb=false relations.0.all_negs=true loss_fn=softmax";

    [Theory]
    [InlineData(
        "batch_size=1001",
        "batch_size", "must be a multiple of num_batch_negs, found 1001 and 50; 1050 would do")]
    [InlineData("num_batch_negs=0 num_uniform_negs=0", "num_uniform_negs", "are both 0")]
    [InlineData("eval_num_batch_negs=0 eval_num_uniform_negs=0", "eval_num_uniform_negs", "would have no negatives")]
    [InlineData(
        "eval_num_batch_negs=null eval_num_uniform_negs=null num_uniform_negs=0",
        "eval_num_uniform_negs", "would have no negatives")]
    [InlineData(
        "disable_lhs_negs=1 disable_rhs_negs=1",
        "disable_rhs_negs", "cannot disable negative sampling on both sides")]
    [InlineData(
        "relations.0.lhs=usr",
        "relations[0].lhs",
        "relation type buys (#0) has an unknown left-hand side entity type 'usr'; did you mean 'user'?")]
    [InlineData(
        "relations.0.rhs=thing",
        "relations[0].rhs", "relation type buys (#0) has an unknown right-hand side entity type 'thing'")]
    [InlineData("relations.0.name=", "relations[0].name", "must not be empty")]
    [InlineData("entities.user.dimension=6", "relations[0]", "differ in dimension: user has 6, item has 8")]
    [InlineData(
        "relations.0.operator=complex_diagonal dimension=7",
        "relations[0].operator", "the dimension is 7, odd")]
    [InlineData("bias=true dimension=1", "bias", "with dimension 1 nothing is left")]
    [InlineData("dynamic_relations=true", "global_emb", "must be false with dynamic_relations")]
    [InlineData(
        "relations.0.operator=linear regularization_coef=0.1",
        "relations[0].operator", "linear cannot be regularised")]
    [InlineData(
        "relations.0.operator=affine regularization_coef=0.1",
        "relations[0].operator", "affine cannot be regularised")]
    [InlineData(
        "checkpoint_preservation_interval=0",
        "checkpoint_preservation_interval", "expected integer at least 1, or null, found 0")]
    [InlineData("entity_path=s3://bucket/data", "entity_path", "has the scheme 's3'")]
    [InlineData("checkpoint_path=~/model", "checkpoint_path", "begins with '~', which only a shell replaces")]
    [InlineData("edge_paths=$HOME/edges", "edge_paths", "begins with '$', which only a shell replaces")]
    [InlineData("entity_path=", "entity_path", "must not be empty")]
    [InlineData("init_path=", "init_path", "must not be empty")]
    [InlineData("edge_paths=a,,b", "edge_paths", "must not be empty")]
    [InlineData(
        "entities.user.featurized=true relations.0.all_negs=true",
        "relations[0].all_negs", "only have batch negatives")]
    [InlineData("entities.user.featurized=true num_batch_negs=0", "num_batch_negs", "only have batch negatives")]
    [InlineData(
        "regularizer-scope=raw regularization_coef=0.1", "regularizer-scope", "needs dynamic_relations = true")]
    [InlineData(
        "group-queries=true relations.0.all_negs=true loss_fn=softmax", "group-queries", "needs dynamic_relations")]
    [InlineData(Grouped + " relations.0.all_negs=false", "group-queries", "needs all_negs = true in every relation")]
    [InlineData(Grouped + " loss_fn=ranking", "group-queries", "needs loss_fn = softmax")]
    [InlineData(Grouped + " mask-known-edges=true", "group-queries", "cannot mask known edges")]
    [InlineData(Grouped + " disable_lhs_negs=true", "group-queries", "needs queries of both sides")]
    [InlineData(Grouped + " disable_rhs_negs=true", "group-queries", "needs queries of both sides")]
    [InlineData("group-limit=10", "group-limit", "needs group-queries = true")]
    [InlineData("products=int16 comparator=l2", "products", "needs the comparator dot or cos")]
    [InlineData("products=int16 comparator=squared_l2", "products", "needs the comparator dot or cos")]
    [InlineData("products=int8", "products", "expected one of float32, int16")]
    [InlineData(Grouped + " known-labels=true group-limit=10", "group-limit", "must be null with known-labels")]
    [InlineData(Grouped + " group-limit=0", "group-limit", "expected integer above 0, or null")]
    [InlineData(Grouped + " deterministic=true", "group-queries", "cannot be cut into lanes")]
    [InlineData("validation.edge-paths=", "validation.edge-paths", "at least one directory")]
    [InlineData(
        "validation.edge-paths=v validation.candidates=configured", "validation.candidates", "cannot be filtered")]
    [InlineData(
        "validation.edge-paths=v entities.user.featurized=true", "validation.candidates", "own negatives")]
    [InlineData("import.files=a,b", "import.files", "holds 2 files, but edge_paths has 1")]
    [InlineData("import.files=a,b import.edge-paths=x", "import.files", "but import.edge-paths has 1")]
    [InlineData("import.files=a import.rhs-column=0", "import.rhs-column", "column 0 is lhs-column, too")]
    [InlineData(
        "import.files=a dynamic_relations=1 global_emb=0",
        "import.relation-column", "needs the column of the relation")]
    [InlineData(
        "num_machines=2",
        "num_machines", "told by the block node; only 1 works, found 2")]
    [InlineData("num_partition_servers=3", "num_partition_servers", "told by the block node; only -1 or 0 works, found 3")]
    [InlineData("distributed_init_method=tcp://a:1", "distributed_init_method", "told by the block node; only null works")]
    [InlineData("num_groups_for_partition_server=8", "num_groups_for_partition_server", "told by the block node")]
    [InlineData("partition_shard_size=100", "partition_shard_size", "told by the block node")]
    [InlineData("num_gpus=1", "num_gpus", "training on GPUs is not built")]
    [InlineData("half_precision=true", "half_precision", "training on GPUs is not built")]
    public void A_combination_that_cannot_work_is_refused(string overrides, string path, string part)
    {
        SettingsException error = Assert.Throws<SettingsException>(() => Read(overrides.Split(' ')));
        SettingsProblem problem = Assert.Single(error.Problems);
        Assert.Equal(path, problem.Path);
        Assert.Contains(part, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_batch_negs=0")]
    [InlineData("batch_size=1001 relations.0.all_negs=true")]
    [InlineData("num_batch_negs=0 num_uniform_negs=0 relations.0.all_negs=true")]
    [InlineData("eval_num_batch_negs=null")]
    [InlineData("eval_num_batch_negs=0 eval_num_uniform_negs=0 eval_fraction=0")]
    [InlineData("dynamic_relations=true global_emb=false")]
    [InlineData(Grouped)]
    [InlineData(Grouped + " known-labels=true")]
    [InlineData("num_partition_servers=0")]
    [InlineData("entity_path=file:///data")]
    [InlineData("relations.0.operator=linear")]
    [InlineData("entities.user.dimension=6 entities.item.dimension=6")]
    [InlineData("import.files=a,b import.edge-paths=x,y")]
    [InlineData("import.files=a import.edge-paths=null")]
    [InlineData("lr=0 num_epochs=0 margin=-1")]
    public void A_combination_that_works_passes(string overrides) => Assert.NotNull(Read(overrides.Split(' ')));

    [Fact]
    public void Partition_counts_must_agree_on_each_side_and_may_differ_between_sides()
    {
        const string Text = """
            biggraph {
              entities { a { num_partitions = 3 }, b { num_partitions = 2 }, c { num_partitions = 1 } }
              entities { d { num_partitions = N } }
              relations = [{ name = x, lhs = a, rhs = b }, { name = y, lhs = c, rhs = b }]
              relations += { name = z, lhs = a, rhs = d }
              dimension = 8, entity_path = data, edge_paths = [e], checkpoint_path = model
            }
            """;
        Assert.NotNull(SettingsReader.Read(Text.Replace("N }", "2 }", StringComparison.Ordinal), "t").Settings);
        Assert.NotNull(SettingsReader.Read(Text.Replace("N }", "1 }", StringComparison.Ordinal), "t").Settings);
        SettingsException error = Assert.Throws<SettingsException>(
            () => SettingsReader.Read(Text.Replace("N }", "4 }", StringComparison.Ordinal), "t"));
        Assert.Equal("entities.d.num_partitions", error.Path);
        Assert.Equal(3, error.Line);
        Assert.Contains(
            "is 4, but b has 2; all partitioned types on the right-hand side", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loss_fn=logistic", "loss_fn")]
    [InlineData("background_io=true", "background_io")]
    [InlineData("entities.user.featurized=true global_emb=false comparator=cos", "comparator")]
    [InlineData("edge_paths=", "edge_paths")]
    [InlineData("operator-init-scale=0.1 relations.0.operator=rotation", "operator-init-scale")]
    [InlineData("operator-init-scale=0.1 relations.0.operator=none", "operator-init-scale")]
    public void What_is_allowed_and_odd_gives_a_warning(string overrides, string path) =>
        Assert.Equal(path, Assert.Single(Read(overrides.Split(' ')).Warnings).Path);

    [Fact]
    public void Unused_types_and_repeated_names_give_warnings()
    {
        SettingsReading reading = SettingsReader.Read(
            """
            biggraph {
              entities { a { num_partitions = 1 }, b { num_partitions = 1 } }
              relations = [{ name = x, lhs = a, rhs = a }, { name = x, lhs = a, rhs = a }]
              dimension = 8, entity_path = data, edge_paths = [e], checkpoint_path = model
              import { files = [e.tsv] }
            }
            """,
            "run.conf");
        Assert.Equal(
            ["entities.b", "relations[1].name", "import.relation-column"],
            reading.Warnings.Select(warning => warning.Path));
        Assert.Equal("run.conf:2:40", reading.Warnings[0].At.ToString());
    }

    [Fact]
    public void Plain_settings_give_no_warning() => Assert.Empty(Read([]).Warnings);

    private static SettingsReading Read(string[] overrides) =>
        SettingsReader.Read(SettingsReaderTests.Minimal, "run.conf", overrides);
}
