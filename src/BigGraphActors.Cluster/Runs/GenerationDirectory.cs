using System.Globalization;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Runs;

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

/// <summary>
/// Tables by generation in a directory that all nodes share: <c>CHECKPOINT/working</c> and the versions.
/// </summary>
/// <remarks>
/// The first durability: a trainer writes here what it trained before it tells anybody. A file is whole or absent, and
/// never changes but by publication, which renames it. Keeps no state; any thread of any node may call.
/// </remarks>
/// <param name="checkpoint">The checkpoint directory.</param>
internal sealed class GenerationDirectory(CheckpointDirectory checkpoint)
{
    /// <summary>Writes a table; it is on the disk when this returns.</summary>
    /// <param name="partition">The partition that the table belongs to.</param>
    /// <param name="generation">What training produced it: <see cref="Engine.Ports.BucketLease.Produces"/>.</param>
    /// <param name="table">Stays the caller's, and must not change during the call.</param>
    /// <param name="metadata">Which pass writes it.</param>
    /// <param name="optimizer">The optimiser's state; without it the row sums are not written.</param>
    /// <exception cref="IOException">When the disk is full or read only; nothing of it is left.</exception>
    /// <exception cref="OperationCanceledException">When the directory is to be left alone by now.</exception>
    public void Write(
        PartitionId partition,
        Generation generation,
        EmbeddingTable table,
        CheckpointMetadata metadata,
        EmbeddingOptimizerState? optimizer)
    {
        string path = PathOf(GenerationName.Working(new PartitionGeneration(partition, generation)));
        checkpoint.Stop.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        EmbeddingsFile.Write(path, table, metadata, optimizer, checkpoint.Stop);
    }

    /// <summary>Fills a table and its row sums.</summary>
    /// <returns>
    /// Whether there is such a generation; where there is none the table is untouched. Of
    /// <see cref="Generation.Published"/> 0 there is usually none: it is the run's initial values.
    /// </returns>
    /// <exception cref="ShapeMismatchException">When the file has other rows or another dimension.</exception>
    /// <exception cref="CorruptFileException">When the file is damaged; the table may be half filled.</exception>
    public bool TryRead(PartitionId partition, Generation generation, EmbeddingTable destination)
    {
        foreach (string name in GenerationName.Places(new PartitionGeneration(partition, generation)))
        {
            try
            {
                if (new FileInfo(PathOf(name)) is { Exists: true, Length: 0 })
                {
                    continue;
                }

                EmbeddingsFile.Read(PathOf(name), destination);
                return true;
            }
            catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
            {
                // The next place; renamed between two looks, it is found by the third.
            }
        }

        return false;
    }

    /// <summary>Whether a generation has a file.</summary>
    public bool Exists(PartitionId partition, Generation generation) =>
        GenerationName.Places(new PartitionGeneration(partition, generation))
            .Any(name => new FileInfo(PathOf(name)) is { Exists: true, Length: > 0 });

    /// <summary>Looks whether a generation has a file that can hold its table; does not read it.</summary>
    /// <param name="table">The partition and the generation to look for.</param>
    /// <param name="type">Its entity type.</param>
    /// <returns>What is wrong, for people; none when nothing is.</returns>
    public string? FaultOf(PartitionGeneration table, EntityType type)
    {
        foreach (string name in GenerationName.Places(table))
        {
            FileInfo file = new(PathOf(name));
            if (file is { Exists: true, Length: > 0 })
            {
                long least = type.Counts[table.Partition.Index] * type.Dim * sizeof(float);
                return file.Length >= least
                    ? null
                    : $"{file.FullName} has {file.Length:N0} bytes, and its table needs {least:N0}";
            }
        }

        return $"{PathOf(GenerationName.Places(table)[0])} is not there";
    }

    /// <summary>Deletes unpublished generations, where they are there. Published ones stay.</summary>
    /// <exception cref="IOException">When a file cannot be deleted; the others may be gone.</exception>
    public void Delete(IEnumerable<PartitionGeneration> tables)
    {
        DiskCheckpointFiles files = new(checkpoint);
        foreach (PartitionGeneration table in tables.Where(table => !table.Generation.IsPublished))
        {
            files.Delete(GenerationName.Working(table));
        }
    }

    private string PathOf(string name) => Path.Combine(checkpoint.Root, name);
}
