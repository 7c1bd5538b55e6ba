using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

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
