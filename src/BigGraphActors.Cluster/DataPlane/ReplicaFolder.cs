using System.Text.RegularExpressions;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>The folder on a node's own disk in which it keeps copies for others.</summary>
/// <remarks>
/// A name is one or more parts with slashes between them, and is chosen so that one name never has two contents: it has
/// the generation in it. NAME is whole and on the disk; NAME.part has arrived so far, and is deleted at the next start,
/// because only what was flushed survives a loss of power.
/// </remarks>
internal sealed partial class ReplicaFolder
{
    /// <summary>Longest name.</summary>
    public const int MaxNameLength = 300;

    private const string PartSuffix = ".part";
    private readonly string _root;

    /// <summary>Opens the folder, which is made when absent.</summary>
    /// <exception cref="IOException">When it cannot be.</exception>
    public ReplicaFolder(string root)
    {
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
    public string PathOf(string name) => name.Length <= MaxNameLength && ProperName().IsMatch(name)
        ? Path.Combine(_root, name)
        : throw new PlaneRefusedException(TransferRefusal.Storage, $"'{name}' is no name of a copy");

    /// <summary>Where what arrives is written before it is whole.</summary>
    public string PartOf(string name) => PathOf(name) + PartSuffix;

    /// <summary>Deletes a copy; nothing happens when there is none.</summary>
    public void Delete(string name)
    {
        if (File.Exists(PathOf(name)))
        {
            File.Delete(PathOf(name));
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_%-][A-Za-z0-9_%.-]*(/[A-Za-z0-9_%-][A-Za-z0-9_%.-]*)*(?<!\.part)\z")]
    private static partial Regex ProperName();
}
