using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Simulation;

/// <summary>
/// Passes changes on to another directory, and dies before, after or in the middle of the one that it is told.
/// </summary>
internal sealed class CrashingFiles(ICheckpointFiles inner) : ICheckpointFiles
{
    /// <summary>Changes until the crash: two of them for each call, one before and one after it.</summary>
    public int CrashAt { get; set; } = int.MaxValue;

    public int Changes { get; private set; }

    public bool Exists(string name) => inner.Exists(name);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public byte[]? TryRead(string name) => inner.TryRead(name);

    public bool TryCreate(string name) => Change(() => inner.TryCreate(name));

    public void Append(string name, long end, byte[] bytes)
    {
        Step(() => inner.Append(name, end, bytes[..(bytes.Length / 2)]));
        inner.Append(name, end, bytes);
        Step(() => { });
    }

    public void Replace(string name, byte[] bytes) => Change(() => inner.Replace(name, bytes));

    public void Move(string from, string to) => Change(() => inner.Move(from, to));

    public void Delete(string name) => Change(() => inner.Delete(name));

    public int ReadVersion() => inner.ReadVersion();

    public IEnumerable<TrainingStatsLine> ReadStats() => inner.ReadStats();

    public void AppendStats(IReadOnlyList<TrainingStatsLine> lines)
    {
        Step(() => inner.AppendStats([.. lines.Take(lines.Count / 2)]));
        inner.AppendStats(lines);
        Step(() => { });
    }

    public void Snapshot(int epochNumber, int version, IReadOnlyList<PartitionId> partitions) =>
        Change(() => inner.Snapshot(epochNumber, version, partitions));

    public IReadOnlyList<PartitionId> FindPartitions(int version) => inner.FindPartitions(version);

    public void DeleteVersion(int version) => Change(() => inner.DeleteVersion(version));

    /// <summary>A change that the interface has no name for: the writing of a table or of the model.</summary>
    public void Change(Action change) => Change(() =>
    {
        change();
        return true;
    });

    private T Change<T>(Func<T> change)
    {
        Step(() => { });
        T result = change();
        Step(() => { });
        return result;
    }

    private void Step(Action half)
    {
        if (Changes++ == CrashAt)
        {
            half();
            throw new CrashException();
        }
    }
}

/// <summary>The process is dead from here on.</summary>
internal sealed class CrashException : Exception;
