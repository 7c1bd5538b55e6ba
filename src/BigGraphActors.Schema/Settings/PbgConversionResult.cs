namespace BigGraphActors.Schema.Settings;

/// <summary>A configuration made from PBG's.</summary>
/// <param name="Text">HOCON, as it is to be written.</param>
/// <param name="Settings">The run that the text describes.</param>
/// <param name="LeftOut">Keys of PBG's that it lacks: key, value and reason.</param>
public sealed record PbgConversionResult(string Text, RunSettings Settings, IReadOnlyList<string> LeftOut);
