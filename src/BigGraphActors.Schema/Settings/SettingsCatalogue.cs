namespace BigGraphActors.Schema.Settings;

/// <summary>Every key of every block, in the order in which files are written.</summary>
public static class SettingsCatalogue
{
    /// <summary>All keys: of a run, then of entity types, relations, the import, the validation, a node.</summary>
    public static IReadOnlyList<SettingsKey> Keys { get; } =
    [
        .. RunKeys.Table.Bindings.Select(binding => binding.Key),
        .. EntityKeys.Table.Bindings.Select(binding => binding.Key),
        .. RelationKeys.Table.Bindings.Select(binding => binding.Key),
        .. ImportKeys.Table.Bindings.Select(binding => binding.Key),
        .. ValidationKeys.Table.Bindings.Select(binding => binding.Key),
        .. ClusterKeys.Table.Bindings.Select(binding => binding.Key),
    ];

    /// <summary>The key of a name within a block, or none.</summary>
    public static SettingsKey? Find(SettingsBlock block, string name) =>
        Keys.FirstOrDefault(key => key.Block == block && key.Name == name);

    /// <summary>The keys of a block in their order.</summary>
    public static IEnumerable<SettingsKey> Of(SettingsBlock block) => Keys.Where(key => key.Block == block);
}
