namespace BigGraphActors.Cluster.DataPlane;

/// <summary>The folder on a node's own disk in which it keeps copies for others.</summary>
/// <remarks>
/// A name is one or more parts with slashes between them, and is chosen so that one name never has two contents: it has
/// the generation in it. NAME is whole and on the disk; NAME.part has arrived so far, and is deleted at the next start,
/// because only what was flushed survives a loss of power.
/// </remarks>
internal sealed class ReplicaFolder
{
    /// <summary>Longest name.</summary>
    public const int MaxNameLength = 300;

    private const string PartSuffix = ".part";
    private readonly string _root;
    private readonly string _takes;

    /// <summary>Opens the folder, which is made when absent.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="takes">What names of pushed files must begin with; any may be fetched.</param>
    /// <exception cref="IOException">When it cannot be made.</exception>
    public ReplicaFolder(string root, string takes = "")
    {
        _takes = takes;
        _root = Directory.CreateDirectory(root).FullName;
        foreach (string part in Directory.EnumerateFiles(_root, "*" + PartSuffix, SearchOption.AllDirectories))
        {
            File.Delete(part);
        }
    }

    /// <summary>Names of all that is whole.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(PartSuffix, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where a name's file is, or would be.</summary>
    /// <exception cref="PlaneRefusedException">When it is no name: it must not lead out of the folder.</exception>
    public string PathOf(string name) => name.Length <= MaxNameLength && IsProper(name)
        ? Path.Combine(_root, name)
        : throw new PlaneRefusedException(TransferRefusal.Storage, $"'{name}' is no name of a copy");

    /// <summary>Where what arrives is written before it is whole.</summary>
    /// <exception cref="PlaneRefusedException">When nobody may push a file of this name.</exception>
    public string PartOf(string name) => name.StartsWith(_takes, StringComparison.Ordinal)
        ? PathOf(name) + PartSuffix
        : throw new PlaneRefusedException(TransferRefusal.Storage, $"'{name}' is no copy that is kept here");

    /// <summary>Deletes a copy; nothing happens when there is none.</summary>
    public void Delete(string name)
    {
        if (File.Exists(PathOf(name)))
        {
            File.Delete(PathOf(name));
        }
    }

    /// <summary>No part is empty, hidden or a way up, and the system can have a file of that name.</summary>
    private static bool IsProper(string name) =>
        !name.EndsWith(PartSuffix, StringComparison.Ordinal) && name.Split('/').All(static part =>
            part.Length > 0 && part[0] != '.' && !part.Contains('\\', StringComparison.Ordinal)
            && !part.Any(char.IsControl) && part.IndexOfAny(Path.GetInvalidFileNameChars()) < 0);
}
