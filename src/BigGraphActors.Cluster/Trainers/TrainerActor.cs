using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>The trainer of a node: learns what the run is, and lets a thread of its own train it.</summary>
/// <remarks>
/// A failure gives the bucket back and begins anew at once; <see cref="FailuresInPlace"/> of them within a minute end
/// this actor, and its supervisor starts it again after a growing pause. Tables in files and in the node's cache
/// survive this, and so do the leases in the lock's ledger.
/// </remarks>
internal sealed class TrainerActor : ReceiveActor, IWithTimers
{
    private const int FailuresInPlace = 3;
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly TrainerHosting.Parts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stop;
    private readonly RunParts _description = new();
    private readonly Queue<DateTime> _failures = new();
    private RunBlueprint? _blueprint;
    private Thread? _thread;

    public TrainerActor(TrainerHosting.Parts parts)
    {
        _parts = parts;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(parts.Node.Stop);
        Receive<AskAgain>(_ => AskForRun());
        Receive<RunDescription>(Handle);
        Receive<NodeEvent>(begun => EventReceiverActor.Forward(Context, begun), begun => begun.Event is RunStarted);
        Receive<SessionOver>(over =>
            Context.ActorSelection("/user/" + NodeWatchActor.Name).Tell(new TrainerDone(over.End)));
        Receive<SessionFailed>(failed => Recover(failed.Cause));
        Receive<TryAgain>(_ => StartThread());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _blueprint = _parts.Known;
        if (_blueprint is null)
        {
            Timers.StartPeriodicTimer("ask", new AskAgain(), TimeSpan.Zero, AskInterval);
        }
        else
        {
            StartThread();
        }
    }

    protected override void PostStop()
    {
        // The thread ends at its next batch; its leases are given back by then, or expire.
        _stop.Cancel();
    }

    private void AskForRun()
    {
        _parts.Run.Tell(new DescribeRun(_description.Missing));
    }

    private void Handle(RunDescription part)
    {
        if (_blueprint is not null)
        {
            return;
        }

        try
        {
            _blueprint = _description.Add(part);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or SettingsException)
        {
            // It would read the same the next time.
            Context.System.PublishRunEvent(new TrainerFailed(unreadable.Message));
            _parts.Run.Tell(new StopRun(unreadable.Message) { Failed = true });
            Timers.Cancel("ask");
            return;
        }

        if (_blueprint is null)
        {
            AskForRun();
            return;
        }

        Timers.Cancel("ask");
        StartThread();
    }

    private void StartThread()
    {
        IActorRef self = Self;
        RunBlueprint blueprint = _blueprint!;
        CancellationToken stop = _stop.Token;
        IActorRef router = Context.Child("workers") is { } there && !there.IsNobody()
            ? there
            : Context.ActorOf(
                HogwildHosting.Props(_parts.Node.ThreadsFor(blueprint.Settings.Workers)), "workers");
        HogwildCrew crew = HogwildHosting.CrewOf(router);
        _thread = new Thread(() => Train(self, blueprint, crew, stop)) { Name = "trainer", IsBackground = true };
        _thread.Start();
    }

    private void Train(IActorRef self, RunBlueprint blueprint, HogwildCrew crew, CancellationToken stop)
    {
        try
        {
            using IDisposable atWork = _parts.Node.Lock.BeginWork();
            using TrainerSession session = new(blueprint, _parts.Node, crew, _parts.ExchangeOf);
            self.Tell(new SessionOver(session.Run(stop)), ActorRefs.NoSender);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The node leaves, or this actor was stopped.
        }
#pragma warning disable CA1031 // Whatever it was, the actor decides what comes of it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            self.Tell(new SessionFailed(failure), ActorRefs.NoSender);
        }
    }

    private void Recover(Exception cause)
    {
        Context.System.PublishRunEvent(new TrainerFailed(cause.Message));
        _log.Warning("Training failed: {0}", cause.Message);
        if (cause is CheckpointMismatchException or ShapeMismatchException or EdgeRangeException
            or TrainingDivergedException)
        {
            // The files or the learning rate do not fit the run, and will not the next time. Another session after a
            // while hears from the lock that the run is over, or says this again where nobody heard it.
            _parts.Run.Tell(new StopRun(cause.Message) { Failed = true });
            Timers.StartSingleTimer("again", new TryAgain(), StopPatience);
            return;
        }

        if (DiskTrouble.IsLasting(cause))
        {
            GiveUp(cause.Message);
            return;
        }

        DateTime now = DateTime.UtcNow;
        _failures.Enqueue(now);
        while (_failures.Peek() < now - FailureMemory)
        {
            _failures.Dequeue();
        }

        if (_failures.Count > FailuresInPlace)
        {
            throw new TrainerFailedException(cause.Message, cause);
        }

        Context.System.PublishRunEvent(new TrainerRestarted(_failures.Count));
        StartThread();
    }

    // On a seed node the run's own files cannot be written; a worker's trouble is its own.
    private void GiveUp(string reason)
    {
        if (Akka.Cluster.Cluster.Get(Context.System).SelfRoles.Contains(NodeSettings.SeedRole))
        {
            _parts.Run.Tell(new StopRun(reason) { Failed = true });
            Timers.StartSingleTimer("again", new TryAgain(), StopPatience);
        }
        else
        {
            NodeWatchActor.End(Context, new NodeEnd(NodeEndCause.Unfit, reason));
        }
    }

    private sealed record AskAgain;

    private sealed record TryAgain;

    private sealed record SessionOver(RunEnd End);

    private sealed record SessionFailed(Exception Cause);
}

/// <summary>Starts the trainer of a node under a supervisor that begins it anew with growing pauses.</summary>
internal static class TrainerHosting
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "trainer";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private const double Jitter = 0.2;
    private const int Unlimited = -1;

    /// <summary>Starts the trainer on this node.</summary>
    public static IActorRef StartTrainer(this ActorSystem system, Parts parts) => system.ActorOf(
        BackoffSupervisor.Props(Backoff.OnFailure(
            Props.Create(() => new TrainerActor(parts)), "life", ShortestPause, LongestPause, Jitter, Unlimited)),
        Name);

    /// <summary>What a trainer is given.</summary>
    /// <param name="Node">The node around it.</param>
    /// <param name="Run">The way to the run singleton.</param>
    /// <param name="ExchangeOf">Makes the exchange of shared parameters, where several trainers have them.</param>
    /// <param name="Known">The run, where this process is the whole cluster; else none, and the singleton is asked.
    /// </param>
    internal sealed record Parts(
        TrainerNode Node,
        IActorRef Run,
        Func<RunBlueprint, RunFiles, SharedModel, ShardExchange?> ExchangeOf,
        RunBlueprint? Known = null);
}

/// <summary>A trainer failed several times in a row; its supervisor starts it again after a pause.</summary>
internal sealed class TrainerFailedException(string message, Exception cause) : Exception(message, cause);
