using System.Reflection;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsCatalogueTests
{
    /// <summary>PBG's keys in PBG's order; written down here a second time on purpose.</summary>
    private const string PbgKeys =
        "entities relations dimension init_scale max_norm global_emb comparator bias loss_fn margin "
        + "regularization_coef regularizer entity_path edge_paths checkpoint_path init_path "
        + "checkpoint_preservation_interval num_epochs "
        + "num_edge_chunks max_edges_per_chunk bucket_order workers batch_size num_batch_negs num_uniform_negs "
        + "disable_lhs_negs disable_rhs_negs lr relation_lr eval_fraction eval_num_batch_negs eval_num_uniform_negs "
        + "background_io verbose hogwild_delay dynamic_relations num_machines num_partition_servers "
        + "distributed_init_method distributed_tree_init_order num_gpus num_groups_for_partition_server "
        + "num_groups_per_sharded_partition_server partition_shard_size half_precision";

    [Theory]
    [InlineData(SettingsBlock.Run, typeof(RunSettings))]
    [InlineData(SettingsBlock.Entity, typeof(EntitySettings))]
    [InlineData(SettingsBlock.Relation, typeof(RelationSettings))]
    [InlineData(SettingsBlock.Import, typeof(ImportSettings))]
    [InlineData(SettingsBlock.Validation, typeof(ValidationSettings))]
    [InlineData(SettingsBlock.Node, typeof(NodeSettings))]
    public void Every_property_has_its_key_and_every_key_its_property(SettingsBlock block, Type record)
    {
        IEnumerable<string> properties = record
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => property.Name);
        Assert.Equal(properties.Order(), SettingsCatalogue.Of(block).Select(key => Pascal(key.Name)).Order());
    }

    [Fact]
    public void The_keys_of_config_json_are_those_of_PBG_in_its_order()
    {
        string written = string.Join(
            ' ', SettingsCatalogue.Of(SettingsBlock.Run).Where(key => key.IsPbg).Select(key => key.Name));
        Assert.Equal(PbgKeys, written);
        Assert.Equal(
            ["num_partitions", "featurized", "dimension"],
            SettingsCatalogue.Of(SettingsBlock.Entity).Select(key => key.Name));
        Assert.Equal(
            ["name", "lhs", "rhs", "weight", "operator", "all_negs"],
            SettingsCatalogue.Of(SettingsBlock.Relation).Select(key => key.Name));
    }

    [Fact]
    public void Each_key_writes_the_property_it_reads()
    {
        foreach (SettingsBinding<RunSettings> binding in RunKeys.Table.Bindings)
        {
            RunSettings filled = RunKeys.Unset;
            PropertyInfo property = typeof(RunSettings).GetProperty(Pascal(binding.Key.Name))!;
            object? other = Other(binding.Key);
            filled = binding.Set(filled, other);
            object? read = binding.Get(filled);
            Assert.Equal(property.GetValue(filled), read);
            if (binding.Key.Choices.Count != 1)
            {
                Assert.NotEqual(property.GetValue(RunKeys.Unset), read);
            }
        }
    }

    [Fact]
    public void Every_key_says_what_it_means()
    {
        foreach (SettingsKey key in SettingsCatalogue.Keys)
        {
            Assert.True(key.Meaning.Length > 10 && key.Meaning.EndsWith('.'), key.PathPattern);
            Assert.Equal(key.IsRequired, key.Default is null);
        }
    }

    private static object? Other(SettingsKey key) => key.Type switch
    {
        SettingsType.Truth => key.Default != "true",
        SettingsType.Integer => 123_456,
        SettingsType.LongInteger => 123_456L,
        SettingsType.Number => 0.123,
        SettingsType.Text => "other",
        SettingsType.TextList => new[] { "other" },
        SettingsType.Choice => key.Choices[^1] == key.Default ? key.Choices[0] : key.Choices[^1],
        SettingsType.Delimiter => ColumnDelimiter.Pipe.Word,
        SettingsType.EntityMap => new List<KeyValuePair<string, EntitySettings>> { new("e", EntityKeys.Unset) },
        SettingsType.RelationList => new List<RelationSettings> { RelationKeys.Unset },
        SettingsType.ValidationBlock => ValidationKeys.Unset,
        SettingsType.NodeBlock => NodeKeys.Unset,
        _ => ImportKeys.Unset,
    };

    private static string Pascal(string name) => string.Concat(
        name.Split('_', '-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
