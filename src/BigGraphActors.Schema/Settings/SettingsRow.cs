namespace BigGraphActors.Schema.Settings;

/// <summary>One line of a listing of settings.</summary>
/// <param name="Path">Key path as in messages: <c>relations[0].weight</c>.</param>
/// <param name="Value">As a file would spell it, on one line.</param>
/// <param name="IsDefault">Whether leaving the key out would give the same.</param>
/// <param name="Meaning">The key's meaning, in sentences.</param>
public sealed record SettingsRow(string Path, string Value, bool IsDefault, string Meaning);
