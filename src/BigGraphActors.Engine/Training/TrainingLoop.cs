using System.Diagnostics;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training.Events;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>
/// Trains bucket after bucket until a pass is done: the one loop of a single machine and of a cluster's node.
/// </summary>
/// <remarks>
/// A table that the next bucket needs too stays checked out; all others are checked in before the next are fetched,
/// and every table at the end of the pass. Runs on its caller's thread and blocks it. PBG: the inner loop of
/// <c>TrainingCoordinator.train</c>.
/// </remarks>
public sealed class TrainingLoop
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    private readonly ModelPlan _plan;
    private readonly SharedModel _model;
    private readonly BucketTrainer _trainer;
    private readonly TrainingPorts _ports;
    private readonly Action<TrainingEvent> _observer;
    private readonly Dictionary<PartitionId, EmbeddingTable> _held = [];

    /// <summary>Puts the loop together.</summary>
    /// <param name="model">Shared parameters, which the trainer updates; it knows the plan.</param>
    /// <param name="trainer">Trains a bucket.</param>
    /// <param name="ports">What the surroundings answer.</param>
    /// <param name="observer">Is told what happens, from any thread.</param>
    public TrainingLoop(
        SharedModel model, BucketTrainer trainer, TrainingPorts ports, Action<TrainingEvent> observer)
    {
        _model = model;
        _plan = model.Plan;
        _trainer = trainer;
        _ports = ports;
        _observer = observer;
    }

    /// <summary>Trains buckets until the source has none left; then nothing is checked out any more.</summary>
    /// <param name="stop">Ends training between two batches; tables in hand are dropped, not checked in.</param>
    public void RunPass(CancellationToken stop)
    {
        try
        {
            while (_ports.Buckets.Acquire(stop) is { } lease)
            {
                RunBucket(lease, stop);
            }

            CheckInAllBut([]);
        }
        catch
        {
            DropAll();
            throw;
        }
    }

    private void RunBucket(BucketLease lease, CancellationToken stop)
    {
        try
        {
            Stopwatch input = Stopwatch.StartNew();
            IReadOnlyList<PartitionId> needed = _plan.PartitionsOf(lease.Bucket);
            long bytes = CheckInAllBut([.. needed]);
            foreach (PartitionId partition in needed.Where(partition => !_held.ContainsKey(partition)))
            {
                EmbeddingTable table = _ports.Partitions.CheckOut(partition);
                _held.Add(partition, table);
                bytes += BytesOf(table);
            }

            EdgeSlice edges = _ports.Edges.Read(lease);
            bytes += edges.Count * 12L;
            input.Stop();
            _ports.Parameters.Pull(_model);
            BucketReport report = Train(lease, edges, stop) with
            {
                InputOutputTime = input.Elapsed,
                InputOutputBytes = bytes,
            };
            _ports.Parameters.Push(_model);
            _ports.Buckets.Complete(lease, report);
            _observer(new BucketTrained(report));
        }
        catch (Exception failure)
        {
            _ports.Buckets.GiveUp(lease, failure.Message);
            throw;
        }
    }

    private static long BytesOf(EmbeddingTable table) => table.RowCount * (table.Dim + 1) * sizeof(float);

    private BucketReport Train(BucketLease lease, EdgeSlice edges, CancellationToken stop)
    {
        _observer(new BucketStarted(lease, edges.Count));
        long done = 0;
        long nextTicks = Stopwatch.GetTimestamp();
        void Count(int count)
        {
            long total = Interlocked.Add(ref done, count);
            long due = Volatile.Read(ref nextTicks);
            long now = Stopwatch.GetTimestamp();
            long following = now + (long)(ProgressInterval.TotalSeconds * Stopwatch.Frequency);
            if (now >= due && Interlocked.CompareExchange(ref nextTicks, following, due) == due)
            {
                _observer(new BucketAdvanced(lease, total));
            }
        }

        return _trainer.Train(new BucketWork(lease, new BucketTables(lease.Bucket, _held), edges, Count), stop);
    }

    private long CheckInAllBut(HashSet<PartitionId> needed)
    {
        long bytes = 0;
        foreach (PartitionId partition in _held.Keys.Where(partition => !needed.Contains(partition)).ToArray())
        {
            _held.Remove(partition, out EmbeddingTable? table);
            bytes += BytesOf(table!);
            _ports.Partitions.CheckIn(partition, table!, dirty: true);
        }

        return bytes;
    }

    private void DropAll()
    {
        foreach (EmbeddingTable table in _held.Values)
        {
            table.Dispose();
        }

        _held.Clear();
    }
}
