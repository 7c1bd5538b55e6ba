using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Schema.Hocon;

/// <summary>Thrown when a text is not HOCON, or its substitutions or includes lead nowhere.</summary>
public sealed class HoconException : SettingsException
{
    /// <summary>One problem at one place.</summary>
    /// <param name="at">Where the reader stood.</param>
    /// <param name="text">What it met and what it expected.</param>
    public HoconException(SourcePosition at, string text)
        : base([new SettingsProblem(at, "", text)])
    {
    }
}
