using System.Text;

namespace BigGraphActors.Cli.Examples;

/// <summary>The configurations of <c>hocon/examples</c>, which the program carries with it.</summary>
internal static class ExampleConfig
{
    /// <summary>Writes an example's configuration.</summary>
    public static void Write(ExampleFiles files) => File.WriteAllText(files.Config, Text(files));

    /// <summary>Cuts every entity type of a written configuration into partitions, for several trainers.</summary>
    /// <param name="files">The example; its types have one partition each.</param>
    /// <param name="partitions">Partitions of each type.</param>
    public static void Partition(ExampleFiles files, int partitions) => File.WriteAllText(
        files.Config,
        File.ReadAllText(files.Config).Replace(
            "num_partitions = 1", $"num_partitions = {partitions}", StringComparison.Ordinal));

    /// <summary>Writes an example's configuration with edge lists that lie elsewhere.</summary>
    /// <param name="files">The example.</param>
    /// <param name="written">Paths as the configuration has them.</param>
    /// <param name="actual">Where each of them lies.</param>
    public static void Write(ExampleFiles files, IReadOnlyList<string> written, IReadOnlyList<string> actual)
    {
        string text = Text(files);
        for (int i = 0; i < written.Count; i++)
        {
            text = text.Replace(Quoted(written[i]), Quoted(actual[i]), StringComparison.Ordinal);
        }

        File.WriteAllText(files.Config, text);
    }

    /// <summary>A configuration with its paths moved to the example's directory.</summary>
    public static string Text(ExampleFiles files)
    {
        string moved = Quoted(files.In("x"))[..^2];
        return Read(files.Name + ".conf").Replace($"\"{files.WrittenFor}/", moved, StringComparison.Ordinal);
    }

    // Backslashes of Windows and quotes would end or change a text in HOCON.
    private static string Quoted(string path)
    {
        var text = new StringBuilder("\"");
        foreach (char letter in path)
        {
            text.Append(letter is '\\' or '"' ? "\\" : "").Append(letter);
        }

        return text.Append('"').ToString();
    }

    private static string Read(string name)
    {
        using Stream stream = typeof(ExampleConfig).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the configuration {name} is not part of the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>Where one example keeps what it makes, all under one directory.</summary>
/// <param name="Directory">As typed by the user; the files' paths start with it.</param>
/// <param name="Name">Name of the example: of its configuration, and of nothing else.</param>
/// <param name="WrittenFor">The directory that the embedded configuration names.</param>
internal sealed record ExampleFiles(string Directory, string Name, string WrittenFor)
{
    /// <summary>The configuration that <c>biggraph train</c> and its like take.</summary>
    public string Config => In(Name + ".conf");

    /// <summary>Edge list to learn from.</summary>
    public string Train => In("train.tsv");

    /// <summary>Edge list to choose settings by.</summary>
    public string Valid => In("valid.tsv");

    /// <summary>Edge list to judge by.</summary>
    public string Test => In("test.tsv");

    /// <summary>PBG's entity directory.</summary>
    public string Entities => In("entities");

    /// <summary>PBG's checkpoint directory.</summary>
    public string Model => In("model");

    /// <summary>PBG's directory of a split's edges.</summary>
    public string Edges(string split) => In("edges_" + split);

    /// <summary>A path under the directory, with slashes on every system, as configurations are written.</summary>
    public string In(string name) => Path.Combine(Directory, name).Replace('\\', '/');
}
