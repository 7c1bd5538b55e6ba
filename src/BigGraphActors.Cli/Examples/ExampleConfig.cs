namespace BigGraphActors.Cli.Examples;

/// <summary>The configurations of <c>hocon/examples</c>, which the program carries with it.</summary>
internal static class ExampleConfig
{
    /// <summary>A configuration with its paths moved to the example's directory.</summary>
    public static string Text(ExampleFiles files) =>
        Read(files.Name + ".conf").Replace($"\"{files.WrittenFor}/", $"\"{files.In("x")[..^1]}", StringComparison.Ordinal);

    private static string Read(string name)
    {
        using Stream stream = typeof(ExampleConfig).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the configuration {name} is not part of the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
