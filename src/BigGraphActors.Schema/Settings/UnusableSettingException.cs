namespace BigGraphActors.Schema.Settings;

/// <summary>
/// Thrown when a setting is well-formed, but names what this machine cannot give: a port that is taken, a folder that
/// cannot be written, a host that does not resolve. Trying again is of no use until somebody changes something.
/// </summary>
/// <param name="message">Names the setting, its value and the reason.</param>
/// <param name="inner">What the system said; may be none.</param>
public sealed class UnusableSettingException(string message, Exception? inner = null) : Exception(message, inner);
