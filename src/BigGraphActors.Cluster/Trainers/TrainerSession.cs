using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Engine.Training;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>One life of a trainer: the engine's loop between the lock, the partitions and the crew.</summary>
/// <remarks>Made and run on a thread of its own, which it blocks; knows nothing of actors.</remarks>
internal sealed class TrainerSession : IDisposable
{
    private readonly TrainerNode _node;
    private readonly TrainerFiles _open;
    private readonly RunFiles _files;
    private readonly SharedModel _model;
    private readonly BucketTrainer _trainer;
    private readonly ShardExchange? _exchange;

    /// <summary>Opens the run's files and allocates the workers' scratch.</summary>
    /// <param name="blueprint">The run.</param>
    /// <param name="node">The node around it.</param>
    /// <param name="crew">The workers.</param>
    /// <param name="exchangeOf">Makes the exchange of shared parameters, where several trainers have them.</param>
    public TrainerSession(
        RunBlueprint blueprint,
        TrainerNode node,
        IWorkerCrew crew,
        Func<RunBlueprint, RunFiles, SharedModel, ShardExchange?> exchangeOf)
    {
        _node = node;
        int threads = node.ThreadsFor(blueprint.Settings.Workers);
        _open = node.Open(blueprint);
        _files = _open.Files;
        _model = new SharedModel(_files.Plan);
        _trainer = new BucketTrainer(_files.Plan, _model, threads, (ulong)blueprint.Seed, crew);
        _exchange = exchangeOf(blueprint, _files, _model);
    }

    /// <summary>Trains until the run is over.</summary>
    /// <param name="stop">Ends it between two batches; what is not handed in goes back to the lock.</param>
    /// <returns>How the run ended.</returns>
    public RunEnd Run(CancellationToken stop)
    {
        while (true)
        {
            _node.Lock.BeginAnew();
            CancellationToken lost = _node.Lock.LeaseLost;
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop, lost);
            try
            {
                if (RunLoop(ending.Token) is { } end)
                {
                    return end;
                }
            }
            catch (Exception gone) when (IsLost(gone, lost, stop))
            {
                // No fault of this trainer: it goes on with the next bucket, with nothing in memory.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _exchange?.Dispose();
        _trainer.Dispose();
        _model.Dispose();
        _open.Dispose();
    }

    private static bool IsLost(Exception gone, CancellationToken lost, CancellationToken stop) =>
        !stop.IsCancellationRequested
        && (gone is LeaseLostException || (gone is OperationCanceledException && lost.IsCancellationRequested));

    private RunEnd? RunLoop(CancellationToken stop)
    {
        LockedBuckets buckets = new(_node.Lock, Held, stop)
        {
            IsLeaving = () => _node.Stop.IsCancellationRequested,
        };
        ISharedParameters parameters;
        if (_exchange is { } exchange)
        {
            buckets.BeforeHandIn = lease => exchange.Settle(lease.Term, stop);
            parameters = exchange;
        }
        else
        {
            LeasedParameters leased = new(_files);
            buckets.BeforeHandIn = leased.Write;
            parameters = leased;
        }

        TrainingPorts ports = new(
            buckets, new GenerationStore(_node, _open), parameters, _files.Edges)
        {
            SharedTables = _exchange?.SharedTables,
        };
        new TrainingLoop(_model, _trainer, ports, _node.Publish).Run(stop);
        return _node.Lock.State.End;
    }

    private IReadOnlyList<PartitionGeneration> Held() =>
        [.. _node.Cache.Held.Select(held => new PartitionGeneration(held.Partition, held.Generation))];
}

/// <summary>What the node around a trainer gives it; stays when the trainer is restarted.</summary>
internal sealed record TrainerNode
{
    /// <summary>This node's life.</summary>
    public required NodeName Name { get; init; }

    /// <summary>HOGWILD threads; 0 for as many as the run's settings or the machine have.</summary>
    public required int Threads { get; init; }

    /// <summary>Asks the bucket lock.</summary>
    public required LockClient Lock { get; init; }

    /// <summary>Tables in this node's memory.</summary>
    public required TableCache Cache { get; init; }

    /// <summary>Tables to be used again.</summary>
    public required SpareTables Spare { get; init; }

    /// <summary>Fetches tables from other nodes.</summary>
    public required TableClient Client { get; init; }

    /// <summary>Asks partitions' entities.</summary>
    public required IPartitionQueries Queries { get; init; }

    /// <summary>Opens a run's directories.</summary>
    public required Func<RunBlueprint, TrainerFiles> Open { get; init; }

    /// <summary>Signs and publishes an event; from any thread.</summary>
    public required Action<RunEvent> Publish { get; init; }

    /// <summary>Ends when the node leaves.</summary>
    public required CancellationToken Stop { get; init; }

    /// <summary>Threads for a run.</summary>
    public int ThreadsFor(int? workers) => Threads > 0 ? Threads : workers ?? Environment.ProcessorCount;
}

/// <summary>Where a trainer reads and writes.</summary>
/// <param name="Files">The run's directories; the checkpoint is the node's own where nodes keep copies.</param>
/// <param name="Copies">How what is written there gets to other nodes.</param>
internal sealed record TrainerFiles(RunFiles Files, ICopies Copies) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Files.Dispose();
}
