using System.Diagnostics;
using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Training;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>
/// The checkpoint, beside the bucket lock and moving with it: publishes versions while training goes on.
/// </summary>
/// <remarks>
/// Turns what it is told into <see cref="CheckpointState"/>'s effects. On a thread of its own, because it waits for
/// the disk itself; what the disk refuses is told and tried again, and the version before stands meanwhile. A restart
/// is harmless: publication can be repeated from any point.
/// </remarks>
internal sealed class CheckpointActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly RunFiles _files;
    private readonly ICopies _copies;
    private readonly IPublishedParameters _parameters;
    private readonly CheckpointPublisher _publisher;
    private readonly EarlyStopping? _validation;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private CheckpointState _state = new();
    private int _saidOf = -1;

    /// <param name="files">The run's directories.</param>
    /// <param name="copies">Where tables are that this node has not.</param>
    /// <param name="parameters">The shared parameters that belong to a version that is being published.</param>
    /// <param name="publisher">The lock's, which has prepared the directory.</param>
    public CheckpointActor(
        RunFiles files, ICopies copies, IPublishedParameters parameters, CheckpointPublisher publisher)
    {
        (_files, _copies, _parameters) = (files, copies, parameters);
        _publisher = publisher;
        _validation = EarlyStopping.Of(files.Plan.Settings);
        Receive<CheckpointCommand>(Decide);
        Receive<ObsoleteTables>(Delete);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        Timers.StartPeriodicTimer("tick", new CheckpointTick(), TickInterval);

    private void Decide(CheckpointCommand command)
    {
        (_state, IReadOnlyList<CheckpointEffect> effects) = _state.Apply(command, _clock.Elapsed);
        foreach (CheckpointEffect effect in effects)
        {
            switch (effect)
            {
                case StartPublication start:
                    Publish(start.Publication);
                    break;
                case TellLock tell:
                    Context.Parent.Tell(tell.Command);
                    break;
            }
        }
    }

    private void Publish(Publication due)
    {
        int version = (int)due.Version;
        try
        {
            Stopwatch writing = Stopwatch.StartNew();
            _copies.Collect(due.Tables);
            _publisher.Publish(due, written => _parameters.Write(due, written));
            _parameters.Forget(due);
            _copies.ForgetBefore(due.Version - 1);
            Context.System.PublishRunEvent(new CheckpointCommitted(version, writing.Elapsed.TotalSeconds));
            Validate(due);
            Self.Tell(new PublicationDone(version));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            bool isLasting = DiskTrouble.IsLasting(failure) || File.Exists(_files.Checkpoint.Root);
            Broke(version, failure, isLasting);
        }
        catch (OperationCanceledException) when (_files.Checkpoint.Stop.IsCancellationRequested)
        {
            // This node leaves: the lock's next life finishes the publication.
        }
        catch (LedgerFencedException fenced)
        {
            // A later life of the lock publishes; this node has not heard of its own end yet.
            NodeWatchActor.End(Context, new NodeEnd(NodeEndCause.ShutOut, fenced.Message));
        }
#pragma warning disable CA1031 // A restart would forget what is due, and the run would wait for it for ever.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Broke(version, failure, isFinal: true);
        }
    }

    /// <summary>Ranks what was just committed; the next version is not published before, and deletes nothing.</summary>
    /// <remarks>A pass that was in training when the patience ended is still published, but not ranked.</remarks>
    private void Validate(Publication done)
    {
        bool endsEpoch = done.Next is { EdgePath: 0, EdgeSlice: 0 };
        if (_validation is null or { IsOver: true } || !endsEpoch || !_validation.IsDue(done.Next.Epoch))
        {
            return;
        }

        Stopwatch clock = Stopwatch.StartNew();
        ValidationRecord found = Rank(_validation, done.Next.Epoch);
        Context.System.PublishRunEvent(new EvaluationDone(
            found.Epoch,
            found.Version,
            found.Metric,
            found.Value,
            found.IsBest,
            _validation.IsOver,
            clock.Elapsed.TotalSeconds));
        if (_validation.IsOver)
        {
            Context.Parent.Tell(new EndRun(_validation.Reason, Failed: false));
        }
    }

    private static ValidationRecord Rank(EarlyStopping validation, int epoch)
    {
        try
        {
            return validation.Evaluate(epoch, CancellationToken.None);
        }
        catch (IOException failure)
        {
            throw new IOException(Unranked(failure), failure);
        }
        catch (CorruptFileException failure)
        {
            throw new InvalidOperationException(Unranked(failure), failure);
        }
    }

    private static string Unranked(Exception failure) =>
        $"it is written, but its validation failed: {failure.Message}";

    private void Broke(int version, Exception failure, bool isFinal)
    {
        // Once for each version: every further attempt would say the same, with other figures of free space.
        if (!isFinal && _saidOf != version)
        {
            _saidOf = version;
            Context.System.PublishRunEvent(new CheckpointFailed(
                version, $"{failure.Message}; it is tried again for up to {_state.Patience.TotalMinutes:0} minutes"));
        }

        Self.Tell(new PublicationBroke(version, failure.Message, isFinal));
    }

    private void Delete(ObsoleteTables obsolete)
    {
        try
        {
            _files.Generations.Delete(obsolete.Tables);
            _copies.Forget(obsolete.Tables);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // They only take room; the next publication deletes what is left over.
        }
    }
}
