using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Something that is allowed and probably not meant.</summary>
/// <param name="At">Where the text stands that causes it.</param>
/// <param name="Path">Key path.</param>
/// <param name="Text">What it leads to.</param>
public sealed record SettingsWarning(SourcePosition At, string Path, string Text)
{
    /// <summary><c>file:line:column: path: text</c>.</summary>
    public override string ToString() => $"{At}: {Path}: {Text}";
}
