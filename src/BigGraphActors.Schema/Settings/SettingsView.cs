using System.Globalization;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Settings as rows of keys and values, for a person or a program to look at.</summary>
public static class SettingsView
{
    private const string Hidden = "(hidden)";

    /// <summary>Every key, in the order of the catalogue; blocks are listed key by key.</summary>
    /// <remarks>A secret is not shown.</remarks>
    public static IReadOnlyList<SettingsRow> Rows(RunSettings settings) => [.. Block(settings, RunKeys.Table, "")];

    /// <summary>The keys that PBG does not have, with their values: bool, int, long, double, text, list, null.
    /// </summary>
    /// <returns>Keys as they are written, those of a block behind its name and a dot.</returns>
    public static IEnumerable<KeyValuePair<string, object?>> OwnValues(RunSettings settings) =>
        RunKeys.Table.Bindings.Where(binding => !binding.Key.IsPbg)
            .SelectMany(binding => Own(binding.Key.Name, binding.Get(settings)));

    private static IEnumerable<SettingsRow> Block<T>(T owner, KeyTable<T> table, string prefix) =>
        table.Bindings.SelectMany(binding => Key(binding.Key, ValueOf(binding, owner), prefix + binding.Key.Name));

    private static IEnumerable<SettingsRow> Key(SettingsKey key, object? value, string path) => value switch
    {
        IReadOnlyList<KeyValuePair<string, EntitySettings>> types =>
            types.SelectMany(type => Block(type.Value, EntityKeys.Table, $"{path}.{type.Key}.")),
        IReadOnlyList<RelationSettings> relations =>
            relations.SelectMany((relation, i) => Block(relation, RelationKeys.Table, $"{path}[{i}].")),
        ImportSettings import => Block(import, ImportKeys.Table, $"{path}."),
        ValidationSettings validation => Block(validation, ValidationKeys.Table, $"{path}."),
        NodeSettings node => Block(node, NodeKeys.Table, $"{path}."),
        _ => [new SettingsRow(path, SettingsText.Of(value), SettingsText.Of(value) == key.Default, key.Meaning)],
    };

    private static IEnumerable<KeyValuePair<string, object?>> Own(string name, object? value) => value switch
    {
        ImportSettings import => Own(name, import, ImportKeys.Table),
        ValidationSettings validation => Own(name, validation, ValidationKeys.Table),
        NodeSettings node => Own(name, node, NodeKeys.Table),
        Enum choice => [new(name, ChoiceNames.Of(choice))],
        ColumnDelimiter delimiter => [new(name, delimiter.Word)],
        _ => [new(name, value)],
    };

    private static IEnumerable<KeyValuePair<string, object?>> Own<T>(string block, T owner, KeyTable<T> table) =>
        table.Bindings.SelectMany(binding => Own($"{block}.{binding.Key.Name}", ValueOf(binding, owner)));

    private static object? ValueOf<T>(SettingsBinding<T> binding, T owner) =>
        binding.Key.Name == NodeKeys.Secret && binding.Get(owner) is not "" ? Hidden : binding.Get(owner);
}

/// <summary>One line of a listing of settings.</summary>
/// <param name="Path">Key path as in messages: <c>relations[0].weight</c>.</param>
/// <param name="Value">As a file would spell it, on one line.</param>
/// <param name="IsDefault">Whether leaving the key out would give the same.</param>
/// <param name="Meaning">The key's meaning, in sentences.</param>
public sealed record SettingsRow(string Path, string Value, bool IsDefault, string Meaning);

/// <summary>How values of settings are spelt in HOCON.</summary>
public static class SettingsText
{
    /// <summary>One line that reads back to the same value.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        double number => Pbg.PythonFloat.Repr(number),
        string text => HoconPath.Quote(text),
        Enum choice => ChoiceNames.Of(choice),
        ColumnDelimiter delimiter =>
            delimiter.Word.Length > 2 ? delimiter.Word : HoconPath.Quote(delimiter.Word),
        IEnumerable<string> texts => $"[{string.Join(", ", texts.Select(Of))}]",
        _ => throw new InvalidOperationException($"no spelling for {value.GetType().Name}"),
    };
}
