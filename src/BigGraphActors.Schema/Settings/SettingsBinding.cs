namespace BigGraphActors.Schema.Settings;

/// <summary>A key together with the property it fills.</summary>
/// <param name="Key">The key's name, type and default.</param>
/// <param name="Get">The property's value: bool, int, long, double, string, enum, list or null.</param>
/// <param name="Set">A copy of the owner with another value, which has the property's type.</param>
internal sealed record SettingsBinding<T>(SettingsKey Key, Func<T, object?> Get, Func<T, object?, T> Set);
