using System.Diagnostics;
using System.Runtime.ExceptionServices;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Trains bucket after bucket until none is left: what every training node does.</summary>
/// <remarks>
/// While one bucket trains, the next is leased and its tables are fetched, and what the one before changed is written:
/// by one thread, in order. A table that the next bucket needs too stays in memory. At most one bucket is being
/// written, one is training and one is prepared. Runs on its caller's thread and blocks it; one run at a time. PBG:
/// the inner loop of <c>TrainingCoordinator.train</c>, which does these steps one after the other.
/// </remarks>
public sealed class TrainingLoop
{
    private readonly SharedModel _model;
    private readonly BucketTrainer _trainer;
    private readonly TrainingPorts _ports;
    private readonly Action<RunEvent> _observer;
    private readonly BucketPreparation _preparation;
    private readonly BatchProgress _progress = new();
    private readonly Dictionary<PartitionId, EmbeddingTable> _held = [];
    private readonly HashSet<BucketLease> _open = [];
    private Task<bool> _written = Task.FromResult(true);
    private BucketLease? _writing;
    private long _started;

    /// <summary>Puts the loop together.</summary>
    /// <param name="model">Shared parameters, which the trainer updates; it knows the plan.</param>
    /// <param name="trainer">Trains a bucket.</param>
    /// <param name="ports">What the surroundings answer.</param>
    /// <param name="observer">Is told what happens, from any thread.</param>
    public TrainingLoop(
        SharedModel model, BucketTrainer trainer, TrainingPorts ports, Action<RunEvent> observer)
    {
        _model = model;
        _trainer = trainer;
        _ports = ports;
        _observer = observer;
        _preparation = new BucketPreparation(model.Plan, ports, lease => Track(lease, open: true));
    }

    /// <summary>Trains buckets until the source has none left; then nothing is checked out any more.</summary>
    /// <param name="stop">Ends training between two batches; tables in hand are dropped, not checked in.</param>
    /// <exception cref="LeaseLostException">
    /// When another trainer has what this one was training: the loop may be run again.
    /// </exception>
    public void Run(CancellationToken stop)
    {
        using BackgroundQueue background = new();
        Task<PreparedBucket?>? prefetched = null;
        BucketLease? training = null;
        try
        {
            PreparedBucket? next = null;
            long idleSince = Stopwatch.GetTimestamp();
            while ((next ?? background.Do(() => _preparation.Wait(stop)).Await()) is { } current)
            {
                training = current.Lease;
                bool wasPrefetched = next is not null;
                prefetched = background.Do(() => _preparation.TryPrefetch(current.Lease));
                BucketReport report = Train(current, stop) with
                {
                    WaitTime = current.Waited,
                    InputOutputTime = Stopwatch.GetElapsedTime(idleSince, _started) - current.Waited,
                    OverlappedTime = wasPrefetched ? current.Read : TimeSpan.Zero,
                };
                idleSince = Stopwatch.GetTimestamp();
                next = prefetched.Await();
                prefetched = null;
                training = null;
                QueueWrites(background, current, next, report);
            }

            _written.Await();
        }
        catch (Exception failure)
        {
            // What could not be written is older than whatever would build on it, and is the cause.
            Exception cause = _written.IsFaulted ? _written.Exception.GetBaseException() : failure;
            GiveUpAll(background, prefetched, training, cause);
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    private static long BytesOf(EmbeddingTable table) => table.RowCount * (table.Dim + 1) * sizeof(float);

    private BucketReport Train(PreparedBucket bucket, CancellationToken stop)
    {
        foreach ((PartitionId partition, EmbeddingTable table) in bucket.Fetched)
        {
            _held.Add(partition, table);
        }

        _ports.Parameters.Pull(_model, bucket.Lease);
        _started = Stopwatch.GetTimestamp();
        Publish(bucket.Lease, new BucketStarted(bucket.Edges.Count, bucket.Lease.Remaining, _trainer.Threads));
        _progress.Begin(done => Publish(bucket.Lease, new BucketAdvanced(done)));
        BucketTables tables = new(bucket.Lease.Bucket, WithShared());
        BucketReport report = _trainer.Train(
            new BucketWork(bucket.Lease, tables, bucket.Edges, _progress.Count), stop);
        _ports.Parameters.Push(_model, bucket.Lease);
        return report;
    }

    /// <summary>Queues what the bucket changed to be written; what the next one needs too stays in memory.</summary>
    private void QueueWrites(BackgroundQueue background, PreparedBucket done, PreparedBucket? next, BucketReport report)
    {
        _written.Await();
        _ports.Edges.Return(done.Edges);
        HashSet<PartitionId> kept = next is null ? [] : [.. _model.Plan.PartitionsOf(next.Lease.Bucket)];
        Dictionary<PartitionId, EmbeddingTable> writes = [];
        foreach ((PartitionId partition, EmbeddingTable table) in _held.ToArray())
        {
            if (!kept.Contains(partition))
            {
                writes.Add(partition, table);
                _held.Remove(partition);
            }
            else
            {
                EmbeddingTable copy = _ports.Partitions.Rent(table.RowCount, table.Dim);
                table.CopyTo(copy);
                writes.Add(partition, copy);
            }
        }

        long bytes = done.Bytes + writes.Values.Sum(BytesOf);
        _written = background.Do(() => WriteBack(done.Lease, writes, report with { InputOutputBytes = bytes }));
    }

    private bool WriteBack(
        BucketLease lease, Dictionary<PartitionId, EmbeddingTable> writes, BucketReport report)
    {
        _writing = lease;
        try
        {
            foreach ((PartitionId partition, EmbeddingTable table) in writes)
            {
                if (FiniteRows.FindBroken(table) is { } row)
                {
                    throw new TrainingDivergedException(
                        $"row {row} of {partition} is no longer a number after bucket {lease.Bucket} of epoch " +
                        $"{lease.Position.Epoch + 1}; nothing of the bucket is kept. A lower lr, a max_norm, or " +
                        "another comparator may help");
                }
            }

            foreach (PartitionId partition in writes.Keys.ToArray())
            {
                writes.Remove(partition, out EmbeddingTable? table);
                _ports.Partitions.CheckIn(lease, partition, table!);
            }

            _ports.Buckets.Complete(lease, report);
            Track(lease, open: false);
            Publish(lease, BucketTrained.Of(report));
            return true;
        }
        finally
        {
            foreach (EmbeddingTable table in writes.Values)
            {
                table.Dispose();
            }
        }
    }

    private void Publish(BucketLease lease, BucketEvent happened) => _observer(happened with
    {
        Bucket = lease.Bucket,
        Pass = lease.Pass,
        Epoch = lease.Position.Epoch,
        EdgePath = lease.Position.EdgePath,
        EdgeSlice = lease.Position.EdgeSlice,
        Term = lease.Term,
    });

    private void GiveUpAll(
        BackgroundQueue background, Task<PreparedBucket?>? prefetched, BucketLease? training, Exception failure)
    {
        // Nothing that runs beside may still use a table when it is freed.
        background.Do(() => true).Await();
        if (prefetched is { IsCompletedSuccessfully: true, Result: { } prepared })
        {
            prepared.Drop();
        }

        foreach (EmbeddingTable table in _held.Values)
        {
            table.Dispose();
        }

        _held.Clear();
        foreach (BucketLease lease in _open.ToArray())
        {
            // Only the bucket that could not be prepared, trained or written is to blame; the others go back as they
            // came.
            bool blamed = lease == (_written.IsFaulted ? _writing : _preparation.Failed ?? training);
            _ports.Buckets.GiveUp(lease, blamed ? failure : new OperationCanceledException(failure.Message));
        }

        _open.Clear();
        _written = Task.FromResult(true);
    }

    private Dictionary<PartitionId, EmbeddingTable> WithShared() =>
        new(_held.Concat(_ports.SharedTables ?? new Dictionary<PartitionId, EmbeddingTable>()));

    private void Track(BucketLease lease, bool open)
    {
        lock (_open)
        {
            _ = open ? _open.Add(lease) : _open.Remove(lease);
        }
    }
}

/// <summary>What the surroundings of a training loop answer.</summary>
/// <param name="Buckets">Leases the next bucket.</param>
/// <param name="Partitions">Tables out and in.</param>
/// <param name="Parameters">Shared parameters, to and from other trainers.</param>
/// <param name="Edges">Edges of a bucket.</param>
public sealed record TrainingPorts(
    IBucketSource Buckets, IPartitionStore Partitions, ISharedParameters Parameters, EdgeReader Edges)
{
    /// <summary>
    /// Tables that stay on this node and are kept near those of other nodes by <see cref="Parameters"/>: never checked
    /// out or in. Not the loop's to free.
    /// </summary>
    public IReadOnlyDictionary<PartitionId, EmbeddingTable>? SharedTables { get; init; }

    /// <summary>Whether a table is one of them.</summary>
    public bool IsShared(PartitionId partition) => SharedTables?.ContainsKey(partition) ?? false;
}

/// <summary>Counts the edges of a bucket that all threads train, and tells of it twice a second.</summary>
/// <remarks>One bucket at a time. Buckets that take less than half a second are not all told of.</remarks>
internal sealed class BatchProgress
{
    private static readonly long Interval = Stopwatch.Frequency / 2;

    private Action<long> _publish = _ => { };
    private long _done;
    private long _due = Stopwatch.GetTimestamp();

    /// <summary>Counts another bucket, from zero.</summary>
    /// <param name="publish">Is given the edges done, from any thread.</param>
    public void Begin(Action<long> publish)
    {
        _publish = publish;
        _done = 0;
    }

    /// <summary>Adds a batch's edges; from any thread.</summary>
    public void Count(int edges)
    {
        long total = Interlocked.Add(ref _done, edges);
        long due = Volatile.Read(ref _due);
        long now = Stopwatch.GetTimestamp();
        if (now >= due && Interlocked.CompareExchange(ref _due, now + Interval, due) == due)
        {
            _publish(total);
        }
    }
}
