namespace BigGraphActors.Schema.Hocon;

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
