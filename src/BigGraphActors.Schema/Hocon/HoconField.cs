namespace BigGraphActors.Schema.Hocon;

/// <summary>One key of an object.</summary>
/// <param name="Key">A single path element, unquoted; may contain dots.</param>
/// <param name="At">Where the key was written the last time.</param>
/// <param name="Value">What it stands for.</param>
public sealed record HoconField(string Key, SourcePosition At, HoconNode Value);
