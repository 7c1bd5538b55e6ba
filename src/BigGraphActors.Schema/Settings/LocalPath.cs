namespace BigGraphActors.Schema.Settings;

/// <summary>Paths of settings, which may be URLs as in PBG.</summary>
public static class LocalPath
{
    private const string FilePrefix = "file://";

    /// <summary>The path in the file system: <c>file://</c> is cut off, so <c>file://a/b</c> is relative.</summary>
    /// <remarks>PBG: <c>checkpoint_storage</c> and <c>graph_storages</c> cut it off just so.</remarks>
    public static string Of(string path) =>
        path.StartsWith(FilePrefix, StringComparison.Ordinal) ? path[FilePrefix.Length..] : path;

    /// <summary>The scheme of a URL; none for a plain path, also for one with a drive letter.</summary>
    internal static string? SchemeOf(string path)
    {
        int end = path.IndexOf("://", StringComparison.Ordinal);
        return end > 1 && path[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            ? path[..end]
            : null;
    }
}
