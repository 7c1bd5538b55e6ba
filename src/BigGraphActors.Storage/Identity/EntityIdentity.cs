using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Identity;

/// <summary><c>entity_identity.json</c> in an entity directory: its identity, and which edges were imported with it.
/// </summary>
/// <remarks>
/// The hash goes over the counts and names as they are on disk, file by file in the order of their names. A directory
/// without this file, such as one of PBG's, has its identity worked out when somebody needs it, which reads all names.
/// </remarks>
public sealed record EntityIdentity
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "entity_identity.json";

    private const string CountPrefix = "entity_count_";
    private const string NamesPrefix = "entity_names_";

    /// <summary>Version of this file's form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The links of the numbering, the oldest first.</summary>
    public required IReadOnlyList<IdentityLink> Chain { get; init; }

    /// <summary>
    /// Size and time of every file that the hash went over: where they still hold, nothing has to be hashed again.
    /// </summary>
    public required IReadOnlyDictionary<string, FileMark> Files { get; init; }

    /// <summary>The edge directories that were imported with this numbering, relative to this directory.</summary>
    public required IReadOnlyList<string> Edges { get; init; }

    /// <summary>The identity of a directory: as its file has it, or worked out from the names.</summary>
    /// <returns>None where the directory has no names, so that rows cannot be told apart.</returns>
    /// <exception cref="CorruptFileException">The file is damaged.</exception>
    public static GraphIdentity? Of(EntityDirectory directory)
    {
        IReadOnlyDictionary<string, string> files = FilesIn(directory.Root);
        return TryRead(directory) is { } known && known.StillHolds(files)
            ? new GraphIdentity(known.Chain)
            : Compute(files);
    }

    /// <summary>The identity that an import left, without looking at the names; none in a directory of PBG's.</summary>
    /// <exception cref="CorruptFileException">The file is damaged.</exception>
    public static EntityIdentity? TryRead(EntityDirectory directory)
    {
        string path = Path.Combine(directory.Root, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            EntityIdentity? read = JsonSerializer.Deserialize(
                File.ReadAllText(path), IdentityFileJson.Default.EntityIdentity);
            return read is { Chain.Count: > 0 } ? read : throw Damaged(path, "none");
        }
        catch (JsonException fault)
        {
            throw Damaged(path, fault.Message);
        }
    }

    /// <summary>Works the identity out of files.</summary>
    /// <param name="files">Paths by the names that they have, or will have, in the directory.</param>
    /// <returns>None where a type has a count and no names.</returns>
    public static GraphIdentity? Compute(IReadOnlyDictionary<string, string> files)
    {
        string[] counts = [.. files.Keys.Where(name => name.StartsWith(CountPrefix, StringComparison.Ordinal))];
        if (counts.Length == 0 || !counts.All(name => files.ContainsKey(NamesOf(name))))
        {
            return null;
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in files.Keys.Where(IsHashed).Order(StringComparer.Ordinal))
        {
            Append(hash, name, files[name]);
        }

        return new GraphIdentity(
        [
            new IdentityLink
            {
                Id = Convert.ToHexStringLower(hash.GetHashAndReset()),
                Entities = CountsOf(counts, files),
                Relations = files.TryGetValue("dynamic_rel_names.json", out string? relations)
                    ? NameListReader.Read(relations).Count()
                    : 0,
            },
        ]);
    }

    /// <summary>Puts the file beside the names.</summary>
    /// <param name="folder">Where to write it.</param>
    /// <param name="identity">The identity of the files.</param>
    /// <param name="files">Paths by the names that they will have in the directory.</param>
    /// <param name="edges">Paths of the edge folders, relative to the entity folder.</param>
    internal static void Write(
        string folder,
        GraphIdentity identity,
        IReadOnlyDictionary<string, string> files,
        IReadOnlyList<string> edges)
    {
        EntityIdentity written = new()
        {
            Chain = identity.Chain,
            Files = files.Where(file => IsHashed(file.Key))
                .OrderBy(file => file.Key, StringComparer.Ordinal)
                .ToDictionary(file => file.Key, file => FileMark.Of(file.Value)),
            Edges = edges,
        };
        AtomicFile.WriteText(
            Path.Combine(folder, FileName),
            JsonSerializer.Serialize(written, IdentityFileJson.Default.EntityIdentity) + "\n");
    }

    /// <summary>The files of a directory by name; none where there is no directory.</summary>
    internal static Dictionary<string, string> FilesIn(string root) => Directory.Exists(root)
        ? Directory.EnumerateFiles(root).Where(path => IsHashed(Path.GetFileName(path)))
            .ToDictionary(path => Path.GetFileName(path), StringComparer.Ordinal)
        : [];

    private static CorruptFileException Damaged(string path, string found) => new(
        path, -1, "the identity that an import wrote (without this file it is worked out from the names)", found);

    private static bool IsHashed(string name) =>
        name is "dynamic_rel_count.txt" or "dynamic_rel_names.json"
        || (name.StartsWith(CountPrefix, StringComparison.Ordinal) && name.EndsWith(".txt", StringComparison.Ordinal))
        || (name.StartsWith(NamesPrefix, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal));

    private static string NamesOf(string count) => $"{NamesPrefix}{count[CountPrefix.Length..^".txt".Length]}.json";

    private static void Append(IncrementalHash hash, string name, string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        hash.AppendData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{name}\n{file.Length}\n")));
        byte[] bytes = new byte[1 << 20];
        while (file.Read(bytes) is > 0 and int read)
        {
            hash.AppendData(bytes, 0, read);
        }
    }

    private static SortedDictionary<string, IReadOnlyList<long>> CountsOf(
        IEnumerable<string> counts, IReadOnlyDictionary<string, string> files)
    {
        SortedDictionary<string, IReadOnlyList<long>> types = new(StringComparer.Ordinal);
        foreach (var type in counts.Select(Parse).OfType<PartitionId>().GroupBy(partition => partition.EntityType))
        {
            types[type.Key] =
            [
                .. type.OrderBy(partition => partition.Index).Select(partition => new EntityDirectory(
                    Path.GetDirectoryName(files[$"{CountPrefix}{partition.EntityType}_{partition.Index}.txt"])!)
                    .ReadCount(partition)),
            ];
        }

        return types;
    }

    private static PartitionId? Parse(string name)
    {
        string middle = name[CountPrefix.Length..^".txt".Length];
        int bar = middle.LastIndexOf('_');
        return bar > 0 && int.TryParse(
            middle.AsSpan(bar + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new PartitionId(middle[..bar], index)
            : null;
    }

    private bool StillHolds(IReadOnlyDictionary<string, string> files) =>
        Files.Count == files.Count
        && Files.All(known => files.TryGetValue(known.Key, out string? path) && FileMark.Of(path) == known.Value);
}

/// <summary>What tells at a glance that a file is still the one that was read.</summary>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="Modified">Its time of writing, in UTC.</param>
public sealed record FileMark(long Bytes, DateTime Modified)
{
    /// <summary>The mark of a file as it is now.</summary>
    public static FileMark Of(string path)
    {
        FileInfo file = new(path);
        return new FileMark(file.Length, file.LastWriteTimeUtc);
    }
}
