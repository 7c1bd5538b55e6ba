using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>One life of a trainer: the engine's loop between the lock, the partitions and the crew.</summary>
/// <remarks>Made and run on a thread of its own, which it blocks; knows nothing of actors.</remarks>
internal sealed class TrainerSession : IDisposable
{
    private readonly RunBlueprint _blueprint;
    private readonly TrainerNode _node;
    private readonly TrainerFiles _open;
    private readonly RunFiles _files;
    private readonly SharedModel _model;
    private readonly BucketTrainer _trainer;
    private readonly IParameterExchange _exchange;

    /// <summary>Opens the run's files and allocates the workers' scratch.</summary>
    /// <param name="blueprint">The run.</param>
    /// <param name="node">The node around it.</param>
    /// <param name="crew">The workers.</param>
    /// <param name="exchangeOf">Makes the exchange of shared parameters, where several trainers have them.</param>
    public TrainerSession(
        RunBlueprint blueprint,
        TrainerNode node,
        IWorkerCrew crew,
        Func<RunBlueprint, RunFiles, SharedModel, IParameterExchange> exchangeOf)
    {
        _blueprint = blueprint;
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
        _exchange.Dispose();
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
        if (_blueprint.SharesParameters)
        {
            buckets.BeforeHandIn = lease => _exchange.Settle(lease.Term, stop);
            parameters = _exchange;
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
            SharedTables = _exchange.SharedTables,
        };
        new TrainingLoop(_model, _trainer, ports, _node.Publish).Run(stop);
        return _node.Lock.State.End;
    }

    private IReadOnlyList<PartitionGeneration> Held() =>
        [.. _node.Cache.Held.Select(held => new PartitionGeneration(held.Partition, held.Generation))];
}
