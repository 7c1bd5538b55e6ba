using System.Globalization;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>Names of the files that hold a generation of a table, relative to the checkpoint directory.</summary>
internal static class GenerationName
{
    /// <summary>The folder of generations that are not published; PBG does not look into it.</summary>
    public const string Folder = "working";

    private const string Prefix = "embeddings_";
    private const string Extension = ".h5";

    /// <summary><c>working/embeddings_TYPE_PART.pPASS.tTERM.h5</c></summary>
    /// <exception cref="ArgumentException">When the generation is a published one, which has no such file.</exception>
    public static string Working(PartitionGeneration table) => table.Generation.IsPublished
        ? throw new ArgumentException($"{table} has no file of its own", nameof(table))
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Folder}/{Stem(table.Partition)}.p{table.Generation.Pass}.t{table.Generation.Term}{Extension}");

    /// <summary><c>embeddings_TYPE_PART.vVERSION.h5</c>, PBG's name.</summary>
    public static string Published(PartitionId partition, long version) => string.Create(
        CultureInfo.InvariantCulture, $"{Stem(partition)}.v{version}{Extension}");

    /// <summary>
    /// Where a generation may be, in the order to look: its publication renames the file, perhaps just now, so a
    /// reader looks in the first place once more.
    /// </summary>
    public static IReadOnlyList<string> Places(PartitionGeneration table)
    {
        string published = Published(table.Partition, table.Generation.Version);
        return table.Generation.IsPublished
            ? [published]
            : [Working(table), published, Working(table)];
    }

    /// <summary>
    /// Reads the name of a file in the folder <see cref="Folder"/>; none for a file of any other kind.
    /// </summary>
    public static PartitionGeneration? Parse(string name)
    {
        string[] parts = name.Split('.');
        if (parts.Length < 4 || "." + parts[^1] != Extension || !name.StartsWith(Prefix, StringComparison.Ordinal)
            || !TryNumber(parts[^3], 'p', out long pass) || !TryNumber(parts[^2], 't', out long term))
        {
            return null;
        }

        string stem = string.Join('.', parts[..^3])[Prefix.Length..];
        int underscore = stem.LastIndexOf('_');
        return underscore > 0
            && int.TryParse(stem[(underscore + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? new PartitionGeneration(new PartitionId(stem[..underscore], index), new Generation(pass, term))
                : null;
    }

    private static string Stem(PartitionId partition) => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{StoragePath.FilePart(partition.EntityType)}_{partition.Index}");

    private static bool TryNumber(string part, char letter, out long number)
    {
        number = 0;
        return part.Length > 1 && part[0] == letter
            && long.TryParse(part.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
