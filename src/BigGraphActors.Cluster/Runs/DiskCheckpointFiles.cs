using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Runs;

/// <summary>The files of a checkpoint directory, as ledger and publication use them.</summary>
/// <remarks>
/// Each call is durable when it returns, and done or not done when it fails or the process dies in it; only
/// <see cref="Append"/> and <see cref="AppendStats"/> may leave a part of what they write. Names are relative to the
/// directory, with slashes. One answer is the disk, the other the simulation's memory, which fails on purpose.
/// </remarks>
internal interface ICheckpointFiles
{
    /// <summary>
    /// Whether there is such a file, and it is not empty: an empty one takes the place of a table that is void.
    /// </summary>
    bool Exists(string name);

    /// <summary>Names of the files in a folder, without it; none where there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>A file's bytes, or none where there is no such file.</summary>
    byte[]? TryRead(string name);

    /// <summary>Makes an empty file, with its folder; false when somebody else was first.</summary>
    bool TryCreate(string name);

    /// <summary>Writes to the end of a file.</summary>
    /// <param name="name">Path below the checkpoint directory; the file must exist.</param>
    /// <param name="end">
    /// Bytes in it that count; what a failed call left behind them is replaced, so a failed call can be repeated.
    /// </param>
    /// <param name="bytes">On the disk when this returns.</param>
    void Append(string name, long end, byte[] bytes);

    /// <summary>Replaces a file.</summary>
    void Replace(string name, byte[] bytes);

    /// <summary>
    /// Renames a file over what may be there; fails with an <see cref="IOException"/> when it is gone.
    /// </summary>
    void Move(string from, string to);

    /// <summary>Deletes a file, where it is there.</summary>
    void Delete(string name);

    /// <summary>The committed version.</summary>
    int ReadVersion();

    /// <summary>The lines of <c>training_stats.json</c>.</summary>
    IEnumerable<TrainingStatsLine> ReadStats();

    /// <summary>Adds lines to it.</summary>
    void AppendStats(IReadOnlyList<TrainingStatsLine> lines);

    /// <summary>Keeps a version as <c>epoch_K</c>; may be repeated.</summary>
    void Snapshot(int epochNumber, int version, IReadOnlyList<PartitionId> partitions);

    /// <summary>Tables that have a file of a version.</summary>
    IReadOnlyList<PartitionId> FindPartitions(int version);

    /// <summary>Deletes a version's files; may be repeated.</summary>
    void DeleteVersion(int version);
}

/// <summary>The checkpoint directory on a disk that all nodes share.</summary>
/// <param name="checkpoint">The checkpoint directory; must exist.</param>
internal sealed class DiskCheckpointFiles(CheckpointDirectory checkpoint) : ICheckpointFiles
{
    /// <inheritdoc/>
    public bool Exists(string name) => new FileInfo(PathOf(name)) is { Exists: true, Length: > 0 };

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        string path = PathOf(folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)!)]
            : [];
    }

    /// <inheritdoc/>
    public byte[]? TryRead(string name)
    {
        try
        {
            using FileStream file = new(
                PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool TryCreate(string name)
    {
        checkpoint.Stop.ThrowIfCancellationRequested();
        string path = PathOf(name);
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        try
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        DirectorySync.Flush(folder);
        return true;
    }

    /// <inheritdoc/>
    public void Append(string name, long end, byte[] bytes)
    {
        using FileStream file = new(
            PathOf(name), FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        file.SetLength(end);
        file.Position = end;
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Replace(string name, byte[] bytes) =>
        AtomicFile.Write(PathOf(name), bytes.Length, stream => stream.Write(bytes), checkpoint.Stop);

    /// <inheritdoc/>
    public void Move(string from, string to) => AtomicFile.Publish(PathOf(from), PathOf(to), checkpoint.Stop);

    /// <inheritdoc/>
    public void Delete(string name)
    {
        try
        {
            File.Delete(PathOf(name));
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file is not there either.
        }
    }

    /// <inheritdoc/>
    public int ReadVersion() => checkpoint.ReadVersion();

    /// <inheritdoc/>
    public IEnumerable<TrainingStatsLine> ReadStats() => checkpoint.ReadStats();

    /// <inheritdoc/>
    public void AppendStats(IReadOnlyList<TrainingStatsLine> lines) => checkpoint.AppendStats(lines);

    /// <inheritdoc/>
    public void Snapshot(int epochNumber, int version, IReadOnlyList<PartitionId> partitions) =>
        checkpoint.Snapshot(epochNumber, version, partitions);

    /// <inheritdoc/>
    public IReadOnlyList<PartitionId> FindPartitions(int version) => checkpoint.FindPartitions(version);

    /// <inheritdoc/>
    public void DeleteVersion(int version) => checkpoint.DeleteVersion(version);

    private string PathOf(string name) => Path.Combine(checkpoint.Root, name);
}

/// <summary>A name for a checkpoint directory that no other has: <c>ledger/identity.txt</c>.</summary>
/// <remarks>
/// Copies on other nodes go by pass and term, which begin anew in a new directory; the identity keeps them apart.
/// </remarks>
internal static class CheckpointIdentity
{
    private const string Name = "ledger/identity.txt";

    /// <summary>The identity; made when there is none.</summary>
    /// <exception cref="IOException">When the directory cannot be written.</exception>
    public static string Of(ICheckpointFiles files)
    {
        if (files.TryRead(Name) is { Length: > 0 } bytes
            && Guid.TryParseExact(Encoding.ASCII.GetString(bytes).Trim(), "N", out Guid known))
        {
            return known.ToString("N");
        }

        string made = Guid.NewGuid().ToString("N");
        files.TryCreate(Name);
        files.Replace(Name, Encoding.ASCII.GetBytes(made + "\n"));
        return made;
    }
}
