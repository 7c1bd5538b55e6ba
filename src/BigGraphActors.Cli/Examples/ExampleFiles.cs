namespace BigGraphActors.Cli.Examples;

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
