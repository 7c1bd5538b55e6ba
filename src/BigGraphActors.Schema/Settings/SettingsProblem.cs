using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>One thing that is wrong with a settings file or an override.</summary>
/// <param name="At">Where the offending text stands.</param>
/// <param name="Path">Key path such as <c>relations[0].weight</c>; empty when the text itself cannot be read.</param>
/// <param name="Text">What is wrong, with the value found and what was expected.</param>
public sealed record SettingsProblem(SourcePosition At, string Path, string Text)
{
    /// <summary><c>file:line:column: path: text</c>.</summary>
    public override string ToString() => Path.Length == 0 ? $"{At}: {Text}" : $"{At}: {Path}: {Text}";
}
