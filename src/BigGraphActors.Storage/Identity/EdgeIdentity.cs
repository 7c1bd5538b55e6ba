using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Identity;

/// <summary><c>edge_identity.json</c> in an edge directory: whose rows its edges name, and what they came from.
/// </summary>
public sealed record EdgeIdentity
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "edge_identity.json";

    /// <summary>Version of this file's form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The numbering whose rows and relations the edges name.</summary>
    public required IReadOnlyList<IdentityLink> Chain { get; init; }

    /// <summary>Whether the relations are data; then there are no types below.</summary>
    public required bool Dynamic { get; init; }

    /// <summary>The relation types by number, as the settings had them.</summary>
    public required IReadOnlyList<EdgeRelation> Relations { get; init; }

    /// <summary>The edge list that was imported; none where it came through a pipe.</summary>
    public SourceMark? Source { get; init; }

    /// <summary>The settings that shaped the import, by their keys; none where an older program wrote the file.
    /// </summary>
    public IReadOnlyDictionary<string, string>? ReadAs { get; init; }

    /// <summary>What an import left; none in a directory of PBG's.</summary>
    /// <exception cref="CorruptFileException">The file is damaged.</exception>
    public static EdgeIdentity? TryRead(string edgePath)
    {
        string path = Path.Combine(new EdgeDirectory(edgePath).Root, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), IdentityFileJson.Default.EdgeIdentity)
                is { Chain.Count: > 0 } read ? read : throw Damaged(path, "none");
        }
        catch (JsonException fault)
        {
            throw Damaged(path, fault.Message);
        }
    }

    /// <summary>The identity of the edges.</summary>
    public GraphIdentity ToGraph() => new(Chain);

    /// <summary>Puts the file beside the edges.</summary>
    internal void Write(string folder) => AtomicFile.WriteText(
        Path.Combine(folder, FileName), JsonSerializer.Serialize(this, IdentityFileJson.Default.EdgeIdentity) + "\n");

    /// <summary>The relation types of settings, as the file keeps them.</summary>
    internal static IReadOnlyList<EdgeRelation> RelationsOf(RunSettings settings) => settings.DynamicRelations
        ? []
        : [.. settings.Relations.Select(relation => new EdgeRelation(relation.Name, relation.Lhs, relation.Rhs))];

    /// <summary>What decides which edges an import makes of its lists, and into which buckets it puts them.</summary>
    internal static IReadOnlyDictionary<string, string> ReadAsOf(RunSettings settings)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string type, EntitySettings entity) in settings.Entities)
        {
            keys[$"entities.{type}.num_partitions"] = Number(entity.NumPartitions);
        }

        if (settings.Import is { } import)
        {
            keys["import.lhs-column"] = Number(import.LhsColumn);
            keys["import.relation-column"] = import.RelationColumn is { } relation ? Number(relation) : "null";
            keys["import.rhs-column"] = Number(import.RhsColumn);
            keys["import.weight-column"] = import.WeightColumn is { } weight ? Number(weight) : "null";
            keys["import.delimiter"] = import.Delimiter.Word;
            keys["import.header"] = import.Header ? "true" : "false";
            keys["import.comment"] = $"\"{import.Comment}\"";
            keys["import.feature-delimiter"] = $"\"{import.FeatureDelimiter}\"";
            keys["import.entity-min-count"] = Number(import.EntityMinCount);
            keys["import.relation-min-count"] = Number(import.RelationMinCount);
            keys["import.spread-unpartitioned"] = import.SpreadUnpartitioned ? "true" : "false";
        }

        return keys;
    }

    /// <summary>Keys that would shape the import otherwise now: <c>key: imported with X, now Y</c>.</summary>
    public IEnumerable<string> FindChangedKeys(RunSettings settings) => ReadAs is not { } then
        ? []
        : ReadAsOf(settings)
            .Where(now => then.TryGetValue(now.Key, out string? value) && value != now.Value)
            .Select(now => $"{now.Key}: imported with {then[now.Key]}, now {now.Value}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static CorruptFileException Damaged(string path, string found) => new(
        path, -1, "the identity that an import wrote (without this file the edges pass unchecked)", found);
}

/// <summary>A relation type of imported edges.</summary>
/// <param name="Name">Name of the relation type.</param>
/// <param name="Lhs">Its left-hand entity type.</param>
/// <param name="Rhs">Its right-hand entity type.</param>
public sealed record EdgeRelation(string Name, string Lhs, string Rhs);

/// <summary>An edge list as it was when it was imported.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="Modified">Its time of writing, in UTC.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
public sealed record SourceMark(string Path, long Bytes, DateTime Modified, string Sha256)
{
    /// <summary>Marks a file; none for a pipe or a device, which cannot be read twice.</summary>
    public static SourceMark? Of(string path, CancellationToken stop)
    {
        FileInfo file = StoragePath.Target(path);

        // A pipe has no length, and reading it here would take its lines away from the import.
        return file is { Exists: true, Length: > 0 }
            ? new SourceMark(System.IO.Path.GetFullPath(path), file.Length, file.LastWriteTimeUtc, HashOf(path, stop))
            : null;
    }

    /// <summary>Whether a file has the same content; reads it only where its time has changed and its size has not.
    /// </summary>
    public bool IsSame(string path, CancellationToken stop)
    {
        FileInfo file = StoragePath.Target(path);
        return file.Length == Bytes && (file.LastWriteTimeUtc == Modified || HashOf(path, stop) == Sha256);
    }

    /// <summary>Length and time of a file, by which a change shows; none for a pipe or a device.</summary>
    public static (long Bytes, DateTime Modified)? StampOf(string path) =>
        StoragePath.Target(path) is { Exists: true, Length: > 0 } file ? (file.Length, file.LastWriteTimeUtc) : null;

    private static string HashOf(string path, CancellationToken stop)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        byte[] bytes = new byte[1 << 20];
        while (file.Read(bytes) is > 0 and int read)
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(bytes, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
