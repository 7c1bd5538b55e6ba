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
