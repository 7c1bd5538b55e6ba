namespace BigGraphActors.Tests;

/// <summary>Finds the data that lies beside the repository and is no part of it.</summary>
internal static class SharedData
{
    private static readonly string? Root = FindRoot();

    /// <summary>Why tests that need the data are skipped, or none when it is there.</summary>
    public static string? SkipReason => Root is null
        ? "the folder shared/ (reference data, not part of the project) is not beside the repository"
        : null;

    /// <summary>The full path of a file or folder in it.</summary>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Root ?? throw new InvalidOperationException(SkipReason), .. parts]);

    /// <summary>The golden cases: the folder in BIGGRAPH_GOLDEN, or the open set.</summary>
    public static string? GoldenFolder =>
        Environment.GetEnvironmentVariable("BIGGRAPH_GOLDEN") is { Length: > 0 } named ? named
        : Root is null ? null
        : Path.Combine(Root, "golden", "open");

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "golden")))
            {
                return candidate;
            }
        }

        return null;
    }
}
