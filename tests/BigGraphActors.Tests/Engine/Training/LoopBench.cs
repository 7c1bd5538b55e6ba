using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Training;

/// <summary>The training loop with its tables in memory: a whole run of the engine without a cluster or a file.
/// </summary>
internal sealed class LoopBench : IBucketSource, IPartitionStore, ISharedParameters, IDisposable
{
    private readonly RunSettings _settings;
    private readonly ModelPlan _plan;
    private readonly EdgeReader _edges;
    private readonly InitialTables _initial;
    private readonly BucketTrainer _trainer;
    private readonly Queue<BucketLease> _waiting;
    private readonly Dictionary<PartitionId, EmbeddingTable> _tables = [];
    private readonly List<(BucketLease Lease, BucketReport Report)> _trained = [];
    private volatile bool _hasFailed;

    /// <param name="settings">The run; its graph is imported. A seed is needed.</param>
    public LoopBench(RunSettings settings)
    {
        ulong seed = (ulong)settings.Seed!.Value;
        _settings = settings;
        _plan = PlanReader.Read(settings);
        _edges = new EdgeReader(settings);
        _initial = new InitialTables(null, seed, (float)settings.InitScale);
        Model = new SharedModel(_plan);
        _trainer = new BucketTrainer(_plan, Model, settings.Workers ?? 1, seed);
        _waiting = new Queue<BucketLease>(Leases(new RandomStream(seed, ulong.MaxValue)));
    }

    /// <summary>Operators and global embeddings.</summary>
    public SharedModel Model { get; }

    /// <summary>Why no table can be written from now on; nothing that builds on one is found then.</summary>
    public Exception? FullDisk { get; init; }

    /// <summary>The leases that were given up, with the reasons.</summary>
    public List<(BucketLease Lease, Exception Reason)> GivenUp { get; } = [];

    /// <summary>Every partition's table, in the order of their names.</summary>
    public IEnumerable<EmbeddingTable> Tables =>
        _tables.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Select(pair => pair.Value);

    /// <summary>Trains a whole run.</summary>
    /// <returns>What was found in each bucket, in the order of training.</returns>
    public static IReadOnlyList<(BucketLease Lease, BucketReport Report)> Train(RunSettings settings)
    {
        using LoopBench bench = new(settings);
        return bench.Train();
    }

    /// <summary>What must be the same when a run is repeated; its times are not.</summary>
    public static string FiguresOf((BucketLease Lease, BucketReport Report) bucket) =>
        $"{bucket.Lease.Bucket} {bucket.Report.Training} {bucket.Report.HeldOutBefore} {bucket.Report.HeldOutAfter}";

    /// <summary>Mean loss of an edge in the last epoch of a run.</summary>
    public static double LossOf(RunSettings settings) => Train(settings)
        .Where(bucket => bucket.Lease.Position.Epoch == settings.NumEpochs - 1)
        .Select(bucket => bucket.Report.Training)
        .Aggregate((sum, part) => sum + part)
        .LossPerEdge;

    /// <summary>Trains the run.</summary>
    /// <param name="observer">Is told what happens, from any thread; may be none.</param>
    /// <returns>What was found in each bucket, in the order of training.</returns>
    public IReadOnlyList<(BucketLease Lease, BucketReport Report)> Train(Action<RunEvent>? observer = null)
    {
        TrainingPorts ports = new(this, this, this, _edges);
        new TrainingLoop(Model, _trainer, ports, observer ?? (_ => { })).Run(CancellationToken.None);
        return _trained;
    }

    public BucketLease? Acquire(CancellationToken stop) => _waiting.TryDequeue(out BucketLease? lease) ? lease : null;

    public BucketLease? TryAcquireNext(BucketLease current) => Acquire(CancellationToken.None);

    public void Complete(BucketLease lease, BucketReport report) => _trained.Add((lease, report));

    public void GiveUp(BucketLease lease, Exception reason) => GivenUp.Add((lease, reason));

    public EmbeddingTable CheckOut(BucketLease lease, PartitionId partition)
    {
        if (_tables.Remove(partition, out EmbeddingTable? known))
        {
            return known;
        }

        if (_hasFailed)
        {
            throw new CheckpointMismatchException($"there is no table of {partition}");
        }

        EntityType type = _plan.TypeOf(partition.EntityType);
        EmbeddingTable table = new(type.Counts[partition.Index], type.Dim);
        _initial.Fill(partition, table);
        return table;
    }

    public void CheckIn(BucketLease lease, PartitionId partition, EmbeddingTable table)
    {
        if (FullDisk is { } reason)
        {
            _hasFailed = true;
            table.Dispose();
            throw reason;
        }

        if (_tables.Remove(partition, out EmbeddingTable? older))
        {
            older.Dispose();
        }

        _tables.Add(partition, table);
    }

    public void Pull(SharedModel model, BucketLease lease)
    {
    }

    public void Push(SharedModel model, BucketLease lease)
    {
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _edges.Dispose();
        Model.Dispose();
        foreach (EmbeddingTable table in _tables.Values)
        {
            table.Dispose();
        }
    }

    private IEnumerable<BucketLease> Leases(RandomStream draws)
    {
        long passes = (long)_settings.NumEpochs * _settings.EdgePaths.Count * _edges.SliceCount;
        for (long pass = 0; pass < passes; pass++)
        {
            IReadOnlyList<Bucket> order = BucketOrders.Create(
                _settings.BucketOrder, _plan.LhsPartitions, _plan.RhsPartitions, draws.Pick);
            for (int number = 0; number < order.Count; number++)
            {
                PassPosition position = PassPosition.Of(pass, _settings.EdgePaths.Count, _edges.SliceCount);
                long index = (pass * order.Count) + number;
                yield return new BucketLease
                {
                    Bucket = order[number],
                    Pass = pass,
                    Position = position,
                    Index = index,
                    Remaining = order.Count - number - 1,
                    Term = index + 1,
                    Bases = [],
                };
            }
        }
    }
}
