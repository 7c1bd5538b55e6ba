namespace BigGraphActors.Schema.Hocon;

/// <summary>Reads HOCON, of which JSON is a part, into values that know where they were written.</summary>
/// <remarks>
/// The language is Lightbend's HOCON without <c>url()</c> and <c>classpath()</c>. An include that is not found is an
/// error here, where HOCON ignores it. Nesting, substitution chains and the size of the result are limited, so that
/// no text can exhaust stack or memory.
/// </remarks>
public static class HoconReader
{
    /// <summary>Objects, arrays, includes and dotted keys within each other, at the most.</summary>
    public const int MaxDepth = 128;

    /// <summary>Reads a text whose substitutions may use the environment and which includes nothing.</summary>
    /// <param name="text">With or without braces around the root.</param>
    /// <param name="source">Name of the text in messages, usually its file.</param>
    /// <exception cref="HoconException">When the text is not HOCON, or a substitution leads nowhere.</exception>
    public static HoconObject Read(string text, string source) => Read(text, source, new HoconReadOptions());

    /// <summary>Reads a text that may reach what the options allow.</summary>
    /// <param name="text">With or without braces around the root.</param>
    /// <param name="source">Name of the text in messages, usually its file.</param>
    /// <param name="options">Where includes and undefined substitutions are looked up.</param>
    /// <exception cref="HoconException">
    /// When the text is not HOCON, or an include or substitution leads nowhere.
    /// </exception>
    public static HoconObject Read(string text, string source, HoconReadOptions options)
    {
        RawObject raw = new HoconParser(text, source, options).ReadRoot();
        return new HoconResolver(raw, options).Resolve();
    }
}

/// <summary>What a HOCON text may reach outside itself.</summary>
public sealed record HoconReadOptions
{
    /// <summary>
    /// Finds an included text: gets the name as written and the source that includes it, returns the text and the
    /// name it shall have in messages, or none when there is no such file. Without a loader, includes are refused.
    /// </summary>
    public Func<string, string, (string Text, string Source)?>? Include { get; init; }

    /// <summary>Answers a substitution that the text does not define; by default the process's environment.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Where substitutions look after the text itself and before the environment.</summary>
    public HoconObject? Fallback { get; init; }

    /// <summary>A loader that takes names relative to the folder of the including file.</summary>
    public static Func<string, string, (string Text, string Source)?> FromFiles { get; } = (name, includedBy) =>
    {
        string path = Path.Combine(Path.GetDirectoryName(includedBy) ?? "", name);
        return File.Exists(path) ? (File.ReadAllText(path), path) : null;
    };
}

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
