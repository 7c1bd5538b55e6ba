using System.Diagnostics;
using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Scheduling;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;
using BigGraphActors.Engine.Training.Events;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Local;

/// <summary>Trains a whole run on one machine: the engine as a library.</summary>
public static class LocalTraining
{
    /// <summary>Trains until all epochs are done, from where the checkpoint stands.</summary>
    /// <param name="settings">Validated settings; the entity and edge paths must be there.</param>
    /// <param name="observer">Is told what happens, from any thread; may be none.</param>
    /// <param name="stop">Ends the run between two batches; the checkpoint keeps its last whole version.</param>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    /// <exception cref="CheckpointMismatchException">When the checkpoint does not fit the settings.</exception>
    /// <exception cref="TrainingDivergedException">When the loss is no longer a number.</exception>
    public static TrainingReport Train(
        RunSettings settings, Action<TrainingEvent>? observer, CancellationToken stop)
    {
        using LocalRun run = new(settings, observer ?? (_ => { }));
        return run.Train(stop);
    }
}

/// <summary>One run's parts, put together, and the loop over its passes.</summary>
internal sealed class LocalRun : IDisposable
{
    private readonly RunSettings _settings;
    private readonly Action<TrainingEvent> _observer;
    private readonly ModelPlan _plan;
    private readonly SharedModel _model;
    private readonly EdgeReader _edges;
    private readonly FilePartitionStore _store;
    private readonly LocalCheckpoint _checkpoint;
    private readonly LocalParameters _parameters = new();
    private readonly BucketTrainer _trainer;
    private readonly UniformDraws _orders;
    private readonly EarlyStopping? _validation;
    private readonly int _threads;
    private readonly long _seed;
    private PassPosition _position;

    public LocalRun(RunSettings settings, Action<TrainingEvent> observer)
    {
        _settings = settings;
        _observer = observer;
        _seed = settings.Seed ?? Random.Shared.NextInt64();
        _threads = settings.Workers ?? Environment.ProcessorCount;
        _plan = PlanReader.Read(settings);
        _edges = new EdgeReader(settings);
        CheckpointDirectory directory = new(settings.CheckpointPath);
        CheckpointDirectory? initial = InitialCheckpoint.Open(settings, directory.ReadVersion());
        directory.Prepare();
        directory.DeleteUncommitted();
        _model = new SharedModel(_plan);
        LoadModel(directory, initial);
        InitialTables tables = new(initial, (ulong)_seed, (float)settings.InitScale);
        _store = new FilePartitionStore(_plan, directory, tables, () => _checkpoint!.MetadataOf(_position));
        _checkpoint = new LocalCheckpoint(settings, directory, _model, _store, _edges.SliceCount);
        _trainer = new BucketTrainer(_plan, _model, _threads, (ulong)_seed);
        _orders = new UniformDraws((ulong)_seed, ulong.MaxValue);
        directory.WriteConfig(PbgConfigJson.Write(settings));
        _validation = EarlyStopping.Of(settings);
    }

    public TrainingReport Train(CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        long first = _store.Version;
        long total = (long)_settings.NumEpochs * _settings.EdgePaths.Count * _edges.SliceCount;
        _observer(new RunStarted(first, total, _plan.BucketCount, _threads, _seed)
        {
            Edges = _edges.CountTrained(_plan, first, total),
        });
        BatchStatistics all = default;
        BatchStatistics lastEpoch = default;
        TimeSpan training = TimeSpan.Zero;
        int epoch = -1;
        long done = first;
        for (long pass = first; pass < total && _validation?.IsOver != true; pass++)
        {
            _position = PassPosition.Of(pass, _settings.EdgePaths.Count, _edges.SliceCount);
            lastEpoch = _position.Epoch == epoch ? lastEpoch : default;
            epoch = _position.Epoch;
            (BatchStatistics statistics, TimeSpan time) = RunPass(pass, stop);
            all += statistics;
            lastEpoch += statistics;
            training += time;
            done++;
            Validate(done, stop);
        }

        return new TrainingReport(
            all.Count,
            training,
            clock.Elapsed,
            lastEpoch.LossPerEdge,
            done - first,
            _store.Version,
            _seed)
        {
            IdleVectors = _store.IdleVectors,
            Best = _validation?.Best,
            IsEndedByValidation = _validation?.IsOver == true,
        };
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _store.Dispose();
        _edges.Dispose();
        _model.Dispose();
    }

    private void Validate(long passes, CancellationToken stop)
    {
        PassPosition next = PassPosition.Of(passes, _settings.EdgePaths.Count, _edges.SliceCount);
        bool endsEpoch = next is { EdgePath: 0, EdgeSlice: 0 };
        if (_validation is null || !endsEpoch || !_validation.IsDue(next.Epoch))
        {
            return;
        }

        Stopwatch clock = Stopwatch.StartNew();
        ValidationRecord found = _validation.Evaluate(next.Epoch, stop);
        _observer(new Validated(
            found.Epoch, found.Metric, found.Value, found.IsBest, _validation.IsOver, clock.Elapsed));
    }

    private (BatchStatistics Statistics, TimeSpan Time) RunPass(long pass, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        _observer(new PassStarted(_position, _settings.EdgePaths[_position.EdgePath]));
        IReadOnlyList<Bucket> order = BucketOrders.Create(
            _settings.BucketOrder, _plan.LhsPartitions, _plan.RhsPartitions, _orders.Pick);
        LocalBucketSource source = new(order, _position, pass);
        TrainingPorts ports = new(source, _store, _parameters, _edges);
        new TrainingLoop(_model, _trainer, ports, _observer).Run(stop);

        Stopwatch writing = Stopwatch.StartNew();
        int version = _checkpoint.Commit(_position, source.Reports);
        _observer(new CheckpointCommitted(version, writing.Elapsed));
        BatchStatistics statistics = source.Reports
            .Aggregate(default(BatchStatistics), (sum, report) => sum + report.Training);
        TimeSpan time = TimeSpan.FromTicks(source.Reports.Sum(report => report.TrainingTime.Ticks));
        _observer(new PassFinished(_position, statistics, time, clock.Elapsed));
        return (statistics, time);
    }

    private void LoadModel(CheckpointDirectory directory, CheckpointDirectory? initial)
    {
        int version = directory.ReadVersion();
        ModelState? state = directory.TryReadModel(version);
        if (state is null && version > 0)
        {
            throw new CheckpointMismatchException(
                $"checkpoint {directory.Root} is at version {version}, but has no model file at it");
        }

        state ??= initial?.TryReadModel(initial.ReadVersion());
        if (state is not null)
        {
            _model.LoadFrom(state);
        }
    }
}
