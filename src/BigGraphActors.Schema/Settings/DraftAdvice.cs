namespace BigGraphActors.Schema.Settings;

/// <summary>First guesses by the size of a graph; a person is expected to change them.</summary>
internal static class DraftAdvice
{
    private const int BytesPerElement = 4;
    private const long BytesPerPartitionPair = 4L << 30;

    /// <summary>Words in the names of files that are held out of training.</summary>
    private static readonly string[] HeldOutWords = ["test", "valid", "dev", "heldout", "held-out", "holdout"];

    /// <summary>Vectors that are larger than the graph is rich only learn it by heart.</summary>
    public static int Dimension(long entities) => entities switch
    {
        < 2_000 => 32,
        < 10_000_000 => 100,
        _ => 64,
    };

    /// <summary>Small graphs need many passes, large ones converge within few.</summary>
    public static int Epochs(long edges) => edges switch
    {
        < 1_000_000 => 30,
        < 20_000_000 => 10,
        _ => 5,
    };

    /// <summary>1 while the whole table fits in 4 GiB; then so many that a pair of partitions does.</summary>
    public static int Partitions(long entities, int dimension)
    {
        // One more element per row: the state of the optimiser.
        long tableBytes = entities * (dimension + 1) * BytesPerElement;
        long needed = 2 * ((tableBytes + BytesPerPartitionPair - 1) / BytesPerPartitionPair);
        return tableBytes <= BytesPerPartitionPair ? 1 : (int)Math.Min(needed, 1024);
    }

    /// <summary>The files to train on: all, but for those whose names say that they are held out.</summary>
    public static IReadOnlySet<int> TrainedFiles(IReadOnlyList<string> files)
    {
        HashSet<int> trained = [.. Enumerable.Range(0, files.Count).Where(i => !IsHeldOut(files[i]))];
        return trained.Count > 0 ? trained : Enumerable.Range(0, files.Count).ToHashSet();
    }

    /// <summary>A directory name for each file: its own without endings, numbered where two are alike.</summary>
    public static IReadOnlyList<string> DirectoryNames(IReadOnlyList<string> files)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        List<string> names = [];
        foreach (string file in files)
        {
            string stem = StemOf(file);
            string name = stem;
            for (int number = 2; !taken.Add(name); number++)
            {
                name = $"{stem}_{number}";
            }

            names.Add(name);
        }

        return names;
    }

    private static string StemOf(string file)
    {
        string name = Path.GetFileName(file);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        string stem = Path.GetFileNameWithoutExtension(name);
        return stem.Length == 0 ? "edges" : stem;
    }

    private static bool IsHeldOut(string file) =>
        Array.Exists(HeldOutWords, word => StemOf(file).Contains(word, StringComparison.OrdinalIgnoreCase));
}
