using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Simulation;

/// <summary>
/// The shared directory as one process sees it: at any operation the process may die, or be stopped while the others
/// go on.
/// </summary>
internal sealed class SimulatedDisk : ICheckpointFiles
{
    private readonly SimulationWorld _world;
    private readonly SimulatedNode _node;
    private readonly int _life;

    public SimulatedDisk(SimulationWorld world, SimulatedNode node)
    {
        _world = world;
        _node = node;
        _life = node.Life;
    }

    private MemoryCheckpointFiles Files => _world.Files;

    public bool Exists(string name) => Look(() => Files.Exists(name));

    public IReadOnlyList<string> List(string folder) => Look(() => Files.List(folder));

    public byte[]? TryRead(string name) => Look(() => Files.TryRead(name));

    public bool TryCreate(string name) => Change(() => Files.TryCreate(name));

    public void Append(string name, long end, byte[] bytes) => Change(
        () => Files.Append(name, end, bytes), () => Files.Append(name, end, bytes[..(bytes.Length / 2)]));

    public void Replace(string name, byte[] bytes) => Change(() => Files.Replace(name, bytes));

    public void Move(string from, string to) => Change(() =>
    {
        Files.Move(from, to);
        if (to == MemoryCheckpointFiles.VersionName)
        {
            _world.CheckPublished();
        }
    });

    public void Delete(string name) => Change(() => Files.Delete(name));

    public int ReadVersion() => Look(Files.ReadVersion);

    public IEnumerable<TrainingStatsLine> ReadStats() => Look(() => Files.Stats.ToArray());

    public void AppendStats(IReadOnlyList<TrainingStatsLine> lines) => Change(
        () => Files.AppendStats(lines), () => Files.AppendStats([.. lines.Take(lines.Count / 2)]));

    public void Snapshot(int epochNumber, int version, IReadOnlyList<PartitionId> partitions) =>
        Change(() => Files.Snapshot(epochNumber, version, partitions));

    public IReadOnlyList<PartitionId> FindPartitions(int version) => Look(() => Files.FindPartitions(version));

    public void DeleteVersion(int version) => Change(() => Files.DeleteVersion(version));

    /// <summary>Writes a table or a model.</summary>
    public void Put(string name, object content) => Change(() => Files.Put(name, content));

    public object? Content(string name) => Look(() => Files.Content(name));

    private T Look<T>(Func<T> look)
    {
        MayPause();
        return look();
    }

    private void Change(Action change) => Change(change, () => { });

    private void Change(Action change, Action half) => Change(
        () =>
        {
            change();
            return true;
        },
        half);

    private T Change<T>(Func<T> change) => Change(change, () => { });

    private T Change<T>(Func<T> change, Action half)
    {
        MayPause();
        if (_world.Happens(_world.Faults.CrashAtFile))
        {
            half();
            throw new ProcessDiedException();
        }

        T result = change();
        return _world.Happens(_world.Faults.CrashAtFile) ? throw new ProcessDiedException() : result;
    }

    private void MayPause()
    {
        if (_world.Happens(_world.Faults.PauseAtFile))
        {
            _world.StopHere(_node, _life);
        }
    }
}
