namespace BigGraphActors.Schema.Settings;

/// <summary>Settings as rows of keys and values, for a person or a program to look at.</summary>
public static class SettingsView
{
    /// <summary>Every key, in the order of the catalogue; blocks are listed key by key.</summary>
    public static IReadOnlyList<SettingsRow> Rows(RunSettings settings) => [.. Block(settings, RunKeys.Table, "")];

    private static IEnumerable<SettingsRow> Block<T>(T owner, KeyTable<T> table, string prefix) =>
        table.Bindings.SelectMany(binding => Key(binding.Key, binding.Get(owner), prefix + binding.Key.Name));

    private static IEnumerable<SettingsRow> Key(SettingsKey key, object? value, string path) => value switch
    {
        IReadOnlyList<KeyValuePair<string, EntitySettings>> types =>
            types.SelectMany(type => Block(type.Value, EntityKeys.Table, $"{path}.{type.Key}.")),
        IReadOnlyList<RelationSettings> relations =>
            relations.SelectMany((relation, i) => Block(relation, RelationKeys.Table, $"{path}[{i}].")),
        ImportSettings import => Block(import, ImportKeys.Table, $"{path}."),
        ValidationSettings validation => Block(validation, ValidationKeys.Table, $"{path}."),
        _ => [new SettingsRow(path, SettingsText.Of(value), SettingsText.Of(value) == key.Default, key.Meaning)],
    };
}
