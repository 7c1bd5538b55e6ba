using System.Globalization;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Reads and writes checkpoints in PBG's layout and by its protocol of versions (<c>checkpoint_path</c>).
/// </summary>
/// <remarks>
/// A version is the number of finished passes. Files of version N + 1 are written while N is committed;
/// <see cref="CommitVersion"/> switches, and only then may N be deleted. Each file is written under another name,
/// flushed and renamed, so it is whole or absent whatever happens. One writer for each file; no state is kept here.
/// PBG: <c>FileCheckpointStorage</c>. Differs: checkpoint files are written beside, then renamed. PBG writes in place.
/// </remarks>
public sealed class CheckpointDirectory
{
    /// <summary>Name of the file with the committed version: as text, one number.</summary>
    public const string VersionName = "checkpoint_version.txt";

    private readonly HeldFiles? _held;

    /// <summary>Names the folder, without touching it.</summary>
    /// <param name="location">A path or a <c>file://</c> address; also that of a snapshot.</param>
    /// <param name="stop">From its signal on no file is begun here, and no finished one takes its name.</param>
    public CheckpointDirectory(string location, CancellationToken stop = default) =>
        (Root, Stop) = (StoragePath.Resolve(location), stop);

    private CheckpointDirectory(string root, HeldFiles held)
    {
        Root = root;
        _held = held;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Root { get; }

    /// <summary>From its signal on writers throw <see cref="OperationCanceledException"/> and leave nothing new behind.
    /// </summary>
    public CancellationToken Stop { get; }

    /// <summary>Where the committed version stands.</summary>
    public string VersionPath => Path.Combine(Root, VersionName);

    /// <summary>Where the settings of the last run stand.</summary>
    public string ConfigPath => Path.Combine(Root, "config.json");

    /// <summary>Where the statistics of all passes stand.</summary>
    public string StatsPath => Path.Combine(Root, "training_stats.json");

    /// <summary>Makes the folder, with its parents, where it is missing.</summary>
    public void Prepare()
    {
        Stop.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Root);
    }

    /// <summary>Where a table of a version stands.</summary>
    public string EmbeddingsPath(PartitionId partition, int version) => Path.Combine(Root, string.Create(
        CultureInfo.InvariantCulture,
        $"embeddings_{StoragePath.FilePart(partition.EntityType)}_{partition.Index}.v{version}.h5"));

    /// <summary>Where the shared parameters of a version stand.</summary>
    public string ModelPath(int version) =>
        Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"model.v{version}.h5"));

    /// <summary>Where the snapshot after an epoch lies; it can be opened as a checkpoint of its own.</summary>
    /// <param name="epochNumber">Finished epochs, from 1.</param>
    public string SnapshotPath(int epochNumber) =>
        Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"epoch_{epochNumber}"));

    /// <summary>The committed version; 0 where there is none yet, or its file is still empty.</summary>
    /// <exception cref="CorruptFileException">When the file holds anything else.</exception>
    public int ReadVersion()
    {
        if (_held is not null)
        {
            return _held.Version;
        }

        if (!File.Exists(VersionPath))
        {
            return 0;
        }

        // PBG: on some network file systems a file exists before it has its content.
        string text = File.ReadAllText(VersionPath).Trim();
        if (text.Length == 0)
        {
            return 0;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? version
            : throw new CorruptFileException(VersionPath, 0, "a version, 0 or more", $"'{text}'");
    }

    /// <summary>Makes a version the committed one; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">When the disk is full; the old version stays committed.</exception>
    public void CommitVersion(int version)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        AtomicFile.WriteText(VersionPath, string.Create(CultureInfo.InvariantCulture, $"{version}\n"), Stop);
    }

    /// <summary>Rows and dimension of a table in a version, or none where it has no file.</summary>
    /// <exception cref="CorruptFileException">When the file is damaged.</exception>
    public (long RowCount, int Dim)? TryReadShape(PartitionId partition, int version)
    {
        string path = EmbeddingsPath(partition, version);
        using Hdf5File? file = TryOpen(path);
        return file is null ? null : EmbeddingsFile.ReadShape(file);
    }

    /// <summary>Rows of a table with a value that is not a number; reads the whole file.</summary>
    /// <exception cref="CorruptFileException">When the file is damaged.</exception>
    public long CountBrokenRows(PartitionId partition, int version) =>
        CountBrokenRowsOf(EmbeddingsPath(partition, version));

    /// <summary>Fills a table and its row sums from a version.</summary>
    /// <param name="partition">The partition whose table is read.</param>
    /// <param name="version">Number of a version whose files are complete.</param>
    /// <param name="destination">Of exactly the file's rows and dimension; stays the caller's.</param>
    /// <param name="optimizer">The optimiser's state; none, with sums of zero, where the file has none.</param>
    /// <returns>Whether there is such a file; without one the table is untouched.</returns>
    /// <exception cref="ShapeMismatchException">When the file has other rows or another dimension.</exception>
    /// <exception cref="CorruptFileException">When the file is damaged; the table may be half filled.</exception>
    public bool TryReadEmbeddings(
        PartitionId partition, int version, EmbeddingTable destination, out EmbeddingOptimizerState? optimizer)
    {
        string path = EmbeddingsPath(partition, version);
        using Hdf5File? file = TryOpen(path);
        optimizer = file is null ? null : EmbeddingsFile.Read(file, destination);
        return file is not null;
    }

    /// <summary>
    /// The same for callers who need no state of the optimiser; the row sums are filled all the same.
    /// </summary>
    public bool TryReadEmbeddings(PartitionId partition, int version, EmbeddingTable destination) =>
        TryReadEmbeddings(partition, version, destination, out _);

    /// <summary>
    /// Writes a table of a version, replacing one that is there; it is on the disk when this returns.
    /// </summary>
    /// <param name="partition">The partition whose table is written.</param>
    /// <param name="version">Number of the version; version 0 holds initial values.</param>
    /// <param name="table">May change during the call (HOGWILD), but then the file mixes old and new rows.</param>
    /// <param name="metadata">Which pass writes it.</param>
    /// <param name="optimizer">The optimiser's state; without it the row sums are not written.</param>
    /// <exception cref="IOException">
    /// When the disk is full: names the file and what it needs; older files stand.
    /// </exception>
    public void WriteEmbeddings(
        PartitionId partition,
        int version,
        EmbeddingTable table,
        CheckpointMetadata metadata,
        EmbeddingOptimizerState? optimizer) =>
        EmbeddingsFile.Write(EmbeddingsPath(partition, version), table, metadata, optimizer, Stop);

    /// <summary>Shared parameters of a version, or none where it has no file.</summary>
    /// <exception cref="CorruptFileException">
    /// When the file is damaged or holds a parameter that PBG does not know.
    /// </exception>
    public ModelState? TryReadModel(int version)
    {
        string path = ModelPath(version);
        using Hdf5File? file = TryOpen(path);
        return file is null ? null : ModelFile.Read(file);
    }

    /// <summary>Writes the shared parameters of a version; on the disk when this returns.</summary>
    /// <param name="version">Number of the version; version 0 holds initial values.</param>
    /// <param name="model">In any order; the file has PBG's.</param>
    /// <param name="metadata">Which pass writes it.</param>
    /// <exception cref="ArgumentException">When a key is none of PBG's, or a parameter's sizes disagree.</exception>
    /// <exception cref="IOException">
    /// When the disk is full: names the file and what it needs; older files stand.
    /// </exception>
    public void WriteModel(int version, ModelState model, CheckpointMetadata metadata) =>
        ModelFile.Write(ModelPath(version), model, metadata, Stop);

    /// <summary>Replaces <c>config.json</c>.</summary>
    /// <param name="json">As <c>PbgConfigJson</c> writes it; no line feed is added.</param>
    public void WriteConfig(string json) => AtomicFile.WriteText(ConfigPath, json, Stop);

    /// <summary>The settings of the last run, or none.</summary>
    public string? TryReadConfig() => File.Exists(ConfigPath) ? File.ReadAllText(ConfigPath) : null;

    /// <summary>
    /// Adds lines to the statistics; on the disk when this returns. A line cut off by a crash goes first.
    /// </summary>
    public void AppendStats(IEnumerable<TrainingStatsLine> lines)
    {
        Stop.ThrowIfCancellationRequested();
        TrainingStatsFile.Append(StatsPath, lines);
    }

    /// <summary>The statistics in order; none where there is no file. After a crash, lines may appear twice.</summary>
    /// <param name="onDamaged">Is told each line that cannot be read, which is passed over; may be none.</param>
    public IEnumerable<TrainingStatsLine> ReadStats(Action<CorruptFileException>? onDamaged = null) =>
        TrainingStatsFile.Read(StatsPath, onDamaged);

    /// <summary>Opens a file of a checkpoint, or the one that is held in its place.</summary>
    /// <exception cref="FileNotFoundException">When there is none.</exception>
    internal Hdf5File Open(string path) => _held?.TryOpen(path) ?? Hdf5File.Open(path);

    /// <summary>Bytes of a file of a checkpoint.</summary>
    /// <exception cref="FileNotFoundException">When there is none.</exception>
    public long LengthOf(string path) => _held?.LengthOf(path) ?? StoragePath.Target(path).Length;

    /// <summary>Whether a file of a checkpoint is there, or held.</summary>
    internal bool Has(string path) => _held?.Has(path) == true || File.Exists(path);

    /// <summary>Holds all files of the committed version open, so that a training which goes on cannot take them away.
    /// </summary>
    /// <remarks>
    /// A training deletes a version when the next one is committed; files that are open stay readable. Where that
    /// happens while they are being opened, the newer version is held. The folder that is held is for reading that
    /// version alone.
    /// </remarks>
    public HeldCheckpoint HoldCommitted()
    {
        while (true)
        {
            int version = ReadVersion();
            HeldFiles? held = HeldFiles.TryHold(version, Files()
                .Where(file => file.Version == version)
                .Select(file => Path.Combine(Root, file.Name)));
            if (ReadVersion() == version)
            {
                return held is null
                    ? new HeldCheckpoint(this, version, null)
                    : new HeldCheckpoint(new CheckpointDirectory(Root, held), version, held);
            }

            held?.Dispose();
        }
    }

    private long CountBrokenRowsOf(string path)
    {
        using Hdf5File file = Open(path);
        return EmbeddingsFile.CountBrokenRows(file);
    }

    private Hdf5File? TryOpen(string path) => Has(path) ? Open(path) : null;

    /// <summary>Tables that have a file of a version, by type, then partition.</summary>
    public IReadOnlyList<PartitionId> FindPartitions(int version) => (_held?.Names() ?? Files())
        .Where(file => file.Version == version && file.Partition is not null)
        .Select(file => file.Partition!.Value)
        .OrderBy(partition => partition.EntityType, StringComparer.Ordinal).ThenBy(partition => partition.Index)
        .ToList();

    /// <summary>The versions that have files, in order.</summary>
    public IReadOnlyList<int> FindVersions() => [.. Files().Select(file => file.Version).Distinct().Order()];

    /// <summary>Deletes all files of a version. PBG: version 0 is given by hand and never deleted.</summary>
    public void DeleteVersion(int version)
    {
        foreach (CheckpointFileName file in Files().Where(file => file.Version == version && version > 0))
        {
            File.Delete(Path.Combine(Root, file.Name));
        }
    }

    /// <summary>Deletes one table of a version, where it is there. Version 0 stays.</summary>
    public void DeleteEmbeddings(PartitionId partition, int version)
    {
        if (version > 0)
        {
            File.Delete(EmbeddingsPath(partition, version));
        }
    }

    /// <summary>Deletes the shared parameters of a version, where they are there. Version 0 stays.</summary>
    public void DeleteModel(int version)
    {
        if (version > 0)
        {
            File.Delete(ModelPath(version));
        }
    }

    /// <summary>Keeps a committed version under <c>epoch_K</c> as links to its files and a version file.</summary>
    /// <param name="epochNumber">Finished epochs, from 1.</param>
    /// <param name="version">The version; the maker of a snapshot must not delete it later.</param>
    /// <param name="partitions">The partitions whose tables the version has.</param>
    /// <exception cref="FileNotFoundException">When a table or the model has no file of this version.</exception>
    /// <remarks>
    /// May be repeated. Differs: links of snapshots are relative, and a snapshot that is there is replaced. PBG's
    /// links are absolute, and a snapshot that is there is an error.
    /// </remarks>
    public void Snapshot(int epochNumber, int version, IEnumerable<PartitionId> partitions)
    {
        Stop.ThrowIfCancellationRequested();
        string folder = SnapshotPath(epochNumber);
        Directory.CreateDirectory(folder);
        foreach (string target in partitions.Select(partition => EmbeddingsPath(partition, version))
            .Append(ModelPath(version)))
        {
            string name = Path.GetFileName(target);
            if (!File.Exists(target))
            {
                throw new FileNotFoundException($"{target}: a snapshot of version {version} needs this file", target);
            }

            string link = Path.Combine(folder, name);
            File.Delete(link);
            File.CreateSymbolicLink(link, Path.Combine("..", name));
        }

        new CheckpointDirectory(folder).CommitVersion(version);
    }

    private List<CheckpointFileName> Files() => Directory.Exists(Root)
        ? [.. Directory.EnumerateFiles(Root, "*.h5").Select(path => CheckpointFileName.Parse(Path.GetFileName(path)))
            .OfType<CheckpointFileName>()]
        : [];
}

/// <summary>What the name of a checkpoint file says: <c>embeddings_TYPE_PART.vN.h5</c> or <c>model.vN.h5</c>.</summary>
/// <param name="Name">The name itself.</param>
/// <param name="Version">Number of the version, the N of the name.</param>
/// <param name="Partition">The table, or none for the shared parameters.</param>
public sealed record CheckpointFileName(string Name, int Version, PartitionId? Partition)
{
    private const string Extension = ".h5";
    private const string ModelStem = "model";
    private const string TablePrefix = "embeddings_";

    /// <summary>Reads a name; none for a file of any other kind.</summary>
    public static CheckpointFileName? Parse(string name)
    {
        int point = name.Length > Extension.Length ? name.LastIndexOf(".v", StringComparison.Ordinal) : -1;
        if (point < 0 || !name.EndsWith(Extension, StringComparison.Ordinal)
            || !TryNumber(name[(point + 2)..^Extension.Length], out int version))
        {
            return null;
        }

        string stem = name[..point];
        if (stem == ModelStem)
        {
            return new(name, version, null);
        }

        int underscore = stem.LastIndexOf('_');
        return stem.StartsWith(TablePrefix, StringComparison.Ordinal) && underscore > TablePrefix.Length
            && TryNumber(stem[(underscore + 1)..], out int index)
                ? new(name, version, new PartitionId(stem[TablePrefix.Length..underscore], index))
                : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>Thrown when a checkpoint is sound, but of another size than the settings and counts call for.</summary>
/// <remarks>
/// Typical causes: another <c>dimension</c>, or a graph that was imported again into the same folder.
/// </remarks>
public sealed class ShapeMismatchException : CorruptFileException
{
    /// <summary>Names the file and both shapes.</summary>
    /// <param name="file">Path of the checkpoint file.</param>
    /// <param name="dataset">Dataset in it.</param>
    /// <param name="expected">Shape that the caller has room for.</param>
    /// <param name="found">Shape in the file.</param>
    public ShapeMismatchException(string file, string dataset, IEnumerable<long> expected, IEnumerable<long> found)
        : base(file, -1, $"{dataset} of {Describe(expected)}", $"{Describe(found)}; was it made with other settings?")
    {
    }

    private static string Describe(IEnumerable<long> shape) => $"shape [{string.Join(" x ", shape)}]";
}
