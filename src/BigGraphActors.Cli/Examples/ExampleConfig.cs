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
