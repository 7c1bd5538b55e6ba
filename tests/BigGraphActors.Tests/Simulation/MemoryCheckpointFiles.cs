using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Simulation;

/// <summary>A checkpoint directory in memory; what a file holds besides bytes is up to the test.</summary>
internal sealed class MemoryCheckpointFiles : ICheckpointFiles
{
    public const string VersionName = "checkpoint_version.txt";

    private readonly SortedDictionary<string, object> _files = new(StringComparer.Ordinal);
    private readonly List<TrainingStatsLine> _stats = [];

    /// <summary>Whether every write fails, as on a full disk.</summary>
    public bool IsFull { get; set; }

    /// <summary>Whether no file can be replaced, though others can be written.</summary>
    public bool RefusesReplacing { get; set; }

    /// <summary>What happens just before a file is renamed, or nothing.</summary>
    public Action? BeforeMove { get; set; }

    public IEnumerable<string> Names => _files.Keys;

    public IReadOnlyList<TrainingStatsLine> Stats => _stats;

    public object? Content(string name) => _files.GetValueOrDefault(name);

    public void Put(string name, object content)
    {
        DemandSpace();
        _files[name] = content;
    }

    public bool Exists(string name) => Content(name) is not (null or byte[] { Length: 0 });

    public IReadOnlyList<string> List(string folder) => folder.Length == 0
        ? [.. _files.Keys.Where(name => !name.Contains('/', StringComparison.Ordinal))]
        : [.. _files.Keys.Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(name => name[(folder.Length + 1)..])
            .Where(name => !name.Contains('/', StringComparison.Ordinal))];

    public byte[]? TryRead(string name) => (byte[]?)_files.GetValueOrDefault(name);

    public bool TryCreate(string name)
    {
        DemandSpace();
        return _files.TryAdd(name, Array.Empty<byte>());
    }

    public void Append(string name, long end, byte[] bytes)
    {
        DemandSpace();
        if (!_files.TryGetValue(name, out object? there))
        {
            throw new FileNotFoundException(name);
        }

        _files[name] = (byte[])[.. ((byte[])there)[..(int)end], .. bytes];
    }

    public void Replace(string name, byte[] bytes)
    {
        if (RefusesReplacing)
        {
            throw new IOException($"{name} cannot be replaced");
        }

        Put(name, bytes);
    }

    public void Move(string from, string to)
    {
        BeforeMove?.Invoke();
        if (!_files.Remove(from, out object? content))
        {
            throw new FileNotFoundException(from);
        }

        _files[to] = content;
    }

    public void Delete(string name) => _files.Remove(name);

    public int ReadVersion() => TryRead(VersionName) is { } text
        ? int.Parse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture)
        : 0;

    public IEnumerable<TrainingStatsLine> ReadStats() => _stats;

    public void AppendStats(IReadOnlyList<TrainingStatsLine> lines)
    {
        DemandSpace();
        _stats.AddRange(lines);
    }

    public void Snapshot(int epochNumber, int version, IReadOnlyList<PartitionId> partitions)
    {
        DemandSpace();
        string[] names = [.. partitions.Select(partition => GenerationName.Published(partition, version)), Model(version)];
        Assert.All(names, name => Assert.True(Exists(name), name));
        _files[$"epoch_{epochNumber}/{VersionName}"] = names.ToImmutableArray();
    }

    public IReadOnlyList<PartitionId> FindPartitions(int version) =>
    [
        .. List("").Select(CheckpointFileName.Parse).OfType<CheckpointFileName>()
            .Where(file => file.Version == version && file.Partition is not null).Select(file => file.Partition!.Value),
    ];

    public void DeleteVersion(int version) => DeleteFiles(file => file.Version == version && version > 0);

    public static string Model(int version) => $"model.v{version}.h5";

    private void DeleteFiles(Func<CheckpointFileName, bool> which)
    {
        foreach (CheckpointFileName file in List("").Select(CheckpointFileName.Parse).OfType<CheckpointFileName>()
            .Where(which).ToArray())
        {
            _files.Remove(file.Name);
        }
    }

    private void DemandSpace()
    {
        if (IsFull)
        {
            throw new IOException("No space left on device");
        }
    }
}
