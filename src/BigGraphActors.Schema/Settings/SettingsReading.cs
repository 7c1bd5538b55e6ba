namespace BigGraphActors.Schema.Settings;

/// <summary>What a settings file came to.</summary>
/// <param name="Settings">Checked: they can be used without further questions.</param>
/// <param name="Warnings">For a person to see; may be empty.</param>
public sealed record SettingsReading(RunSettings Settings, IReadOnlyList<SettingsWarning> Warnings);
