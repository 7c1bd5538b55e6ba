namespace BigGraphActors.Storage.Output;

/// <summary>Finds what processes left behind that were killed while they wrote.</summary>
/// <remarks>
/// A file that is being written is held open for its writer alone; the system lets go of it when the process ends,
/// however it ends. So what can be opened is nobody's.
/// </remarks>
internal static class Leftovers
{
    /// <summary>The file that holds a folder for its writer.</summary>
    public const string HoldName = "in-use";

    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(1);

    /// <summary>Deletes files of a prefix that nobody writes any more.</summary>
    public static void DeleteFiles(string folder, string prefix)
    {
        foreach (string path in Entries(() => Directory.EnumerateFiles(folder, prefix + "*")))
        {
            Try(() =>
            {
                using (FileStream _ = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                File.Delete(path);
            });
        }
    }

    /// <summary>Makes a folder for the caller alone, until what it returns is disposed.</summary>
    public static FileStream Hold(string folder)
    {
        Directory.CreateDirectory(folder);
        return new FileStream(
            Path.Combine(folder, HoldName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Folders of a prefix that nobody writes into any more.</summary>
    /// <param name="folder">The folder to search; its subfolders are not searched.</param>
    /// <param name="prefix">How their names begin.</param>
    public static IReadOnlyList<string> Folders(string folder, string prefix) =>
        [.. Entries(() => Directory.EnumerateDirectories(folder, prefix + "*")).Where(IsNobodys)];

    /// <summary>Deletes a folder as far as the system lets it.</summary>
    public static void DeleteFolder(string folder) => Try(() => Directory.Delete(folder, recursive: true));

    private static List<string> Entries(Func<IEnumerable<string>> list)
    {
        List<string> found = [];
        Try(() => found.AddRange(list()));
        return found;
    }

    private static bool IsNobodys(string folder)
    {
        string hold = Path.Combine(folder, HoldName);
        if (!File.Exists(hold))
        {
            // Its writer may be about to hold it; one of an older program never did.
            return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Youth;
        }

        bool isFree = false;
        Try(() =>
        {
            using FileStream held = new(hold, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            isFree = true;
        });
        return isFree;
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // It is in use, or another's: it stays.
        }
    }
}
