namespace BigGraphActors.Cli.Examples;

/// <summary>PBG's FB15k walk-through on files that the user has, or that are fetched.</summary>
internal static class Fb15kExample
{
    /// <summary>Where the example works if nobody says otherwise; the configuration is written for it.</summary>
    public const string DefaultDirectory = "biggraph-fb15k";

    /// <summary>Where PBG takes the data from.</summary>
    public static Uri Address { get; } = new("https://dl.fbaipublicfiles.com/starspace/fb15k.tgz");

    private static readonly string[] NamesOfSplits =
    [
        "freebase_mtr100_mte100-{0}.txt",
        "{0}.tsv.gz", "{0}.tsv", "{0}.txt.gz", "{0}.txt",
    ];

    /// <summary>The example's files under a directory.</summary>
    public static ExampleFiles FilesIn(string directory) => new(directory, "fb15k", DefaultDirectory);

    /// <summary>The three edge lists in a folder or, as in PBG's archive, in the folder FB15k inside it.</summary>
    /// <returns>train, valid and test, or none where one of them is missing.</returns>
    public static IReadOnlyList<string>? FindSplits(string folder)
    {
        foreach (string place in new[] { folder, Path.Combine(folder, "FB15k") })
        {
            string?[] found = [Find(place, "train"), Find(place, "valid"), Find(place, "test")];
            if (found.All(f => f is not null))
            {
                return found!;
            }
        }

        return null;
    }

    /// <summary>What the folder should hold, for a message.</summary>
    public static string ExpectedNames { get; } =
        "freebase_mtr100_mte100-{train,valid,test}.txt or {train,valid,test}.tsv, .txt, .tsv.gz, .txt.gz";

    private static string? Find(string folder, string split) => NamesOfSplits
        .Select(name => Path.Combine(folder, string.Format(null, name, split)))
        .FirstOrDefault(File.Exists);
}
