using BigGraphActors.Schema.Hocon;

namespace Akka.Configuration;

/// <summary>Where configurations come from.</summary>
public static class ConfigurationFactory
{
    private static readonly Lazy<Config> Reference = new(static () =>
        FromResource("Reference.conf", typeof(Config).Assembly));

    /// <summary>Reads a text.</summary>
    /// <exception cref="Exception">Of the reader, with line and column, when the text is not HOCON.</exception>
    public static Config ParseString(string hocon) => new(HoconReader.Read(hocon, "configuration"));

    /// <summary>The defaults of every setting that the runtime reads.</summary>
    public static Config Default() => Reference.Value;

    /// <summary>Reads a resource of an assembly, by the end of its name.</summary>
    internal static Config FromResource(string name, System.Reflection.Assembly assembly)
    {
        var full = assembly.GetManifestResourceNames().Single(candidate =>
            candidate.EndsWith(name, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(full)!);
        return new Config(HoconReader.Read(reader.ReadToEnd(), full));
    }
}
