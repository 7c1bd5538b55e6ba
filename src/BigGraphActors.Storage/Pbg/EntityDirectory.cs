using System.Globalization;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Reads and writes how many entities and relations there are, and their names (PBG's <c>entity_path</c>).
/// </summary>
/// <remarks>
/// Files: <c>entity_count_TYPE_PART.txt</c>, <c>entity_names_TYPE_PART.json</c>, <c>dynamic_rel_count.txt</c>,
/// <c>dynamic_rel_names.json</c>. Each is replaced whole or not at all. For a featurised type, "entities" are
/// features. PBG: <c>FileEntityStorage</c>, <c>FileRelationTypeStorage</c>.
/// </remarks>
public sealed class EntityDirectory
{
    /// <summary>Names the folder, without touching it.</summary>
    /// <param name="location">A path or a <c>file://</c> address.</param>
    public EntityDirectory(string location) => Root = StoragePath.Resolve(location);

    /// <summary>Absolute path of the folder.</summary>
    public string Root { get; }

    /// <summary>Where the number of relation types stands.</summary>
    public string RelationCountPath => Path.Combine(Root, "dynamic_rel_count.txt");

    /// <summary>Where the names of relation types stand; PBG writes it in static mode too.</summary>
    public string RelationNamesPath => Path.Combine(Root, "dynamic_rel_names.json");

    /// <summary>Makes the folder, with its parents, where it is missing.</summary>
    public void Prepare() => Directory.CreateDirectory(Root);

    /// <summary>Where the number of entities of a partition stands.</summary>
    public string CountPath(PartitionId partition) =>
        Path.Combine(Root, $"entity_count_{StoragePath.FilePart(partition.EntityType)}_{partition.Index}.txt");

    /// <summary>Where the names of a partition's entities stand.</summary>
    public string NamesPath(PartitionId partition) =>
        Path.Combine(Root, $"entity_names_{StoragePath.FilePart(partition.EntityType)}_{partition.Index}.json");

    /// <summary>Entities in a partition.</summary>
    /// <exception cref="FileNotFoundException">When the graph was not imported into this folder.</exception>
    /// <exception cref="CorruptFileException">When the file holds no whole number of 0 or more.</exception>
    public long ReadCount(PartitionId partition) => ReadNumber(CountPath(partition));

    /// <summary>Replaces the number of entities in a partition.</summary>
    public void WriteCount(PartitionId partition, long count) => WriteNumber(CountPath(partition), count);

    /// <summary>Relation types in the data; present for dynamic relations only.</summary>
    /// <exception cref="FileNotFoundException">When the graph was not imported into this folder.</exception>
    /// <exception cref="CorruptFileException">When the file holds no whole number of 0 or more.</exception>
    public long ReadRelationCount() => ReadNumber(RelationCountPath);

    /// <summary>Replaces the number of relation types.</summary>
    public void WriteRelationCount(long count) => WriteNumber(RelationCountPath, count);

    /// <summary>Names of a partition's entities by row, one at a time.</summary>
    /// <exception cref="FileNotFoundException">
    /// When the file is absent; training does not need it, export does.
    /// </exception>
    /// <exception cref="CorruptFileException">While it is read, when it is no JSON list of texts.</exception>
    public IEnumerable<string> ReadNames(PartitionId partition) => NameListReader.Read(NamesPath(partition));

    /// <summary>Replaces the names of a partition's entities.</summary>
    /// <param name="partition">The partition whose names are written.</param>
    /// <param name="names">In order of rows; taken one at a time.</param>
    public void WriteNames(PartitionId partition, IEnumerable<string> names) => WriteList(NamesPath(partition), names);

    /// <summary>Replaces the names of a partition's entities piece by piece; published by <c>Complete</c>.</summary>
    public NameListWriter CreateNamesWriter(PartitionId partition) => new(NamesPath(partition));

    /// <summary>Names of the relation types by number.</summary>
    /// <exception cref="FileNotFoundException">When the file is absent.</exception>
    /// <exception cref="CorruptFileException">When it is no JSON list of texts.</exception>
    public IReadOnlyList<string> ReadRelationNames() => NameListReader.Read(RelationNamesPath).ToList();

    /// <summary>Replaces the names of the relation types.</summary>
    public void WriteRelationNames(IEnumerable<string> names) => WriteList(RelationNamesPath, names);

    private static void WriteList(string path, IEnumerable<string> names)
    {
        using NameListWriter writer = new(path);
        foreach (string name in names)
        {
            writer.Append(name);
        }

        writer.Complete();
    }

    private static long ReadNumber(string path)
    {
        string text = File.ReadAllText(path).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count
            : throw new CorruptFileException(path, 0, "a whole number, 0 or more", $"'{Shorten(text)}'");
    }

    private static void WriteNumber(string path, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        AtomicFile.WriteText(path, string.Create(CultureInfo.InvariantCulture, $"{count}\n"));
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
