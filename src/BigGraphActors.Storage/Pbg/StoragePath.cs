using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Turns a path of the settings (<c>entity_path</c>, <c>checkpoint_path</c> and so on) into a file path.
/// </summary>
/// <remarks>
/// PBG: its storages know plain paths and <c>file://</c>, which is cut off; what remains is taken from the working
/// directory.
/// </remarks>
public static class StoragePath
{
    /// <summary>The absolute path.</summary>
    /// <param name="location">A path, or a path behind <c>file://</c>.</param>
    /// <exception cref="ArgumentException">When it has another scheme, such as <c>s3://</c>, or is empty.</exception>
    public static string Resolve(string location)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        if (PathScheme.Of(location) is not { } scheme)
        {
            return Absolute(location);
        }

        return scheme.Equals("file", StringComparison.OrdinalIgnoreCase)
            ? Absolute(location["file://".Length..])
            : throw new ArgumentException(
                $"{location}: expected a path or a file:// address, found the scheme {scheme}", nameof(location));
    }

    private static string Absolute(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>A path as a person would write it from here: relative where it lies below the working directory.
    /// </summary>
    public static string Show(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative == ".." || relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? path
            : relative;
    }

    /// <summary>The file itself where the path is a link, also one over several links: its length and its time.
    /// </summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static FileInfo Target(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? new FileInfo(target.FullName) : new(path);

    /// <summary>An entity type as a part of a file name.</summary>
    /// <exception cref="ArgumentException">When it has a separator of paths, which would leave the folder.</exception>
    public static string FilePart(string entityType) => entityType.AsSpan().IndexOfAny('/', '\\', '\0') < 0
        ? entityType
        : throw new ArgumentException($"entity type '{entityType}' holds a separator of paths", nameof(entityType));
}
