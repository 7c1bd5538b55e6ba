using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;
using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Locking;

/// <summary>
/// The bucket lock, a cluster singleton: turns commands into <see cref="BucketLockState"/>'s decisions.
/// </summary>
/// <remarks>
/// Its memory is the ledger in the checkpoint directory: a life begins by claiming an incarnation there, which fences
/// off every life before it. A decision that the disk refuses is dropped and its sender asks again; a later life ends
/// this one. The checkpoint is its child, so that both move together. Runs on a thread of its own, because it waits
/// for the disk.
/// </remarks>
internal sealed class BucketLockActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan ClaimInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly BucketLockHosting.Parts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly LockEvents _events;
    private readonly CheckpointPublisher _publisher;
    private readonly LockPulse _pulse;
    private readonly Senders _senders = new(Context);
    private BucketLockState? _state;
    private RunLedger? _ledger;
    private IActorRef _checkpoint = ActorRefs.Nobody;
    private string _trouble = "";
    private bool _isFenced;
    private string? _brokenBy;
    private TimeSpan? _troubleSince;

    public BucketLockActor(BucketLockHosting.Parts parts)
    {
        _parts = parts;
        _publisher = new CheckpointPublisher(
            parts.Disk, parts.Files.Plan.Settings.CheckpointPreservationInterval);
        _pulse = new LockPulse(_parts.Files.Checkpoint);
        ActorSystem system = Context.System;
        _events = new LockEvents(happened => system.PublishRunEvent(happened), TimeProvider.System);
        Receive<Claim>(_ => Begin());
        Receive<Tick>(_ =>
        {
            Decide(new LockTick());
            if (_ledger is not null)
            {
                _pulse.Beat(_ledger.Incarnation, DateTime.UtcNow);
            }

            // The last word must not be lost: nothing comes after it.
            if (_brokenBy is { } reason)
            {
                Break(reason);
            }
            else if (_state is not null && IsOver)
            {
                TellRun();
            }
        });
        Receive<LockCommand>(command =>
        {
            if (IsAllowed(command))
            {
                DecideLooked(command);
            }
        });
        Receive<ClusterEvent.MemberRemoved>(
            gone => Decide(new NodeLost(
                NodeNames.Of(gone.Member.UniqueAddress), Left: gone.PreviousStatus == MemberStatus.Exiting)));
        Receive<ClusterEvent.CurrentClusterState>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // All other commands come from parts of the lock itself.
    private bool IsAllowed(LockCommand command) => command switch
    {
        AcquireBucket acquire => _senders.IsTrainer(acquire, acquire.Trainer),
        RenewLeases renew => _senders.IsTrainer(renew, renew.Trainer),
        CompleteBuckets complete => _senders.IsTrainer(complete, complete.Trainer),
        GiveUpBucket giveUp => _senders.IsTrainer(giveUp, giveUp.Trainer),
        EndRun => _senders.Has(command, NodeSettings.SeedRole),
        _ => true,
    };

    protected override void PreStart()
    {
        NodeWatchActor.WatchOver(Context.System, Self);
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.MemberRemoved));
        Self.Tell(new Claim());
        double tick = _parts.Plan.LeaseDuration.TotalMilliseconds / 10;
        Timers.StartPeriodicTimer("tick", new Tick(), TimeSpan.FromMilliseconds(tick));
    }

    protected override void PostStop()
    {
        Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
        if (_isFenced)
        {
            return;
        }

        _pulse.Stop();
    }

    private void Begin()
    {
        EarlyStopping? validation;
        try
        {
            _parts.Files.Checkpoint.Prepare();
            _parts.Files.WriteConfig();
            RunLedger ledger = RunLedger.Claim(_parts.Disk);
            BucketLockState state = BucketLockState.Recover(
                _parts.Plan, ledger.Recovered, ledger.Committed, ledger.Incarnation, _clock.Elapsed)
                .Repair(FaultOf, out string missing);
            if (missing.Length > 0)
            {
                _publisher.TakeBack(state.ToTakeover());
                Context.System.PublishRunEvent(new CheckpointFailed((int)state.Published + 1, missing));
            }

            ledger.Begin(state.ToRecord());
            _publisher.Prepare(state.ToTakeover());
            validation = EarlyStopping.Of(_parts.Files.Plan.Settings);
            (_ledger, _state) = (ledger, state);

            // Before the first bucket: another run that starts now must see that this one lives.
            _pulse.Beat(ledger.Incarnation, DateTime.UtcNow);
            (_trouble, _troubleSince) = ("", null);
        }
        catch (OperationCanceledException) when (_parts.Files.Checkpoint.Stop.IsCancellationRequested)
        {
            // This node leaves; the lock goes to another.
            return;
        }
        catch (Exception failure) when (DiskTrouble.IsLasting(failure))
        {
            Break(failure.Message);
            return;
        }
        catch (IOException failure)
        {
            Trouble(failure);
            if (_brokenBy is null)
            {
                Timers.StartSingleTimer("claim", new Claim(), ClaimInterval);
            }

            return;
        }

        _checkpoint = Context.ActorOf(
            Props.Create(() => new CheckpointActor(_parts.Files, _parts.Copies, _parts.Parameters, _publisher))
                .WithDispatcher(BucketLockHosting.Dispatcher),
            "checkpoint");
        _log.Info(
            "The bucket lock begins life {0} at version {1} of {2}",
            _ledger.Incarnation,
            _state.Published,
            _parts.Plan.PassCount);
        if (_state.Due is { } due)
        {
            _checkpoint.Tell(new PublicationWanted(due));
        }

        if (validation is { IsOver: true })
        {
            Decide(new EndRun(validation.Reason, Failed: false));
        }

        TellRun();
    }

    private void DecideLooked(LockCommand command)
    {
        switch (command)
        {
            case AcquireBucket asked:
                Decide(asked with { Earlier = [.. asked.Earlier.Where(IsGone)] });
                break;
            case CompleteBuckets handedIn:
                foreach (LockCommand looked in HandedInTables.LookAt(_state, handedIn, FaultOf))
                {
                    Decide(looked);
                }

                break;
            default:
                Decide(command);
                break;
        }
    }

    private void Decide(LockCommand command)
    {
        if (_state is null || _ledger is null || _brokenBy is not null)
        {
            return;
        }

        try
        {
            LockDecision decision = _state.Apply(command, _clock.Elapsed);
            _ledger.Append(decision);
            BucketLockState before = _state;
            _state = decision.Next;
            if (decision.Records.Count > 0)
            {
                (_trouble, _troubleSince) = ("", null);
            }

            Perform(decision.Effects);
            _events.Publish(before, decision);
            if (decision.Records.Count > 0)
            {
                TellRun();
            }
        }
        catch (LedgerFencedException fenced)
        {
            // The sign of life is another's by now.
            _isFenced = true;
            NodeWatchActor.End(Context, new NodeEnd(NodeEndCause.ShutOut, fenced.Message));
            Context.Stop(Self);
        }
        catch (Exception failure) when (DiskTrouble.IsLasting(failure)
            || (failure is IOException && command is EndRun { Failed: true }))
        {
            Break((command as EndRun)?.Reason ?? failure.Message);
        }
        catch (IOException failure)
        {
            // Nothing was decided; the sender asks again.
            Trouble(failure);
        }
    }

    // Nothing more can be decided, the end of the run included: the run is told without the ledger.
    private void Break(string reason)
    {
        _brokenBy = reason;
        _parts.Run.Tell(new LockProgress((int)(_state?.Published ?? 0), 0, IsOver: true, Failed: true, reason));
    }

    private void Perform(IReadOnlyList<LockEffect> effects)
    {
        foreach (LockEffect effect in effects)
        {
            switch (effect)
            {
                case SendReply send:
                    Address address = NodeNames.AddressOf(
                        send.To, Akka.Cluster.Cluster.Get(Context.System).SelfAddress);
                    Context.ActorSelection(new RootActorPath(address) / "user" / LockClientActor.Name).Tell(send.Reply);
                    break;
                case PublishPass publish:
                    _checkpoint.Tell(new PublicationWanted(publish.Publication));
                    break;
                case DeleteTables delete:
                    _checkpoint.Tell(new ObsoleteTables(delete.Tables));
                    break;
            }
        }
    }

    /// <summary>Nobody is pushed out by what another says: members that are there speak for themselves.</summary>
    private static bool IsGone(NodeName earlier) => Akka.Cluster.Cluster.Get(Context.System).State.Members
        .All(member => NodeNames.Of(member.UniqueAddress) != earlier);

    /// <summary>
    /// What is wrong with a table's file; none where each node has a disk of its own, which copies answer for.
    /// </summary>
    private string? FaultOf(PartitionGeneration table) => _parts.Copies is SharedDirectory
        ? _parts.Files.Generations.FaultOf(table, _parts.Files.Plan.TypeOf(table.Partition.EntityType))
        : null;

    private bool IsDone => _state!.Published >= _parts.Plan.PassCount;

    private bool IsOver => IsDone || (_state!.End is not null && _state.Live.IsEmpty);

    private void TellRun()
    {
        bool done = IsDone;
        _parts.Run.Tell(new LockProgress(
            (int)_state!.Published,
            _state!.Passes.Values.Sum(pass => pass.Completed.Count),
            IsOver,
            !done && _state.End is { Failed: true },
            done ? "" : _state.End?.Reason ?? ""));
    }

    // A folder that was removed is given the same time as a full disk: it may be a drive that comes back.
    private void Trouble(IOException failure)
    {
        bool isFile = File.Exists(_parts.Files.Checkpoint.Root);
        if (isFile || (_troubleSince is { } since && _clock.Elapsed - since > Patience))
        {
            Break(failure.Message);
            return;
        }

        _troubleSince ??= _clock.Elapsed;
        if (_trouble.Length == 0)
        {
            _trouble = failure.Message;
            Context.System.PublishRunEvent(new CheckpointFailed(
                (int)(_state?.Published ?? 0) + 1,
                $"{failure.Message}; it is tried again for up to {Patience.TotalMinutes:0} minutes"));
        }
    }

    private sealed record Claim;

    private sealed record Tick;
}

/// <summary>Registers the bucket lock: one in the whole cluster, on the oldest seed node.</summary>
internal static class BucketLockHosting
{
    /// <summary>Settings of the lock's thread: it waits for the disk.</summary>
    public const string Dispatcher = "biggraph.lock-dispatcher";

    /// <summary>Name of the manager under <c>/user</c>.</summary>
    public const string ManagerName = "bucket-lock";
    private const string SingletonName = "lock";

    /// <summary>Starts the manager on a seed node.</summary>
    public static IActorRef StartBucketLock(this ActorSystem system, Parts parts, string role) => system.ActorOf(
        ClusterSingletonManager.Props(
            Props.Create(() => new BucketLockActor(parts)).WithDispatcher(Dispatcher),
            PoisonPill.Instance,
            ClusterSingletonManagerSettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName);

    /// <summary>Starts the way to it, on any node.</summary>
    public static IActorRef StartBucketLockProxy(this ActorSystem system, string role) => system.ActorOf(
        ClusterSingletonProxy.Props(
            "/user/" + ManagerName,
            ClusterSingletonProxySettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName + "-proxy");

    /// <summary>What the lock is given.</summary>
    internal sealed record Parts
    {
        /// <summary>The run, as the lock knows it.</summary>
        public required LockPlan Plan { get; init; }

        /// <summary>The run's directories.</summary>
        public required RunFiles Files { get; init; }

        /// <summary>The checkpoint directory, for the ledger and publication.</summary>
        public required ICheckpointFiles Disk { get; init; }

        /// <summary>The way to the run singleton.</summary>
        public required IActorRef Run { get; init; }

        /// <summary>Where tables are that this node has not.</summary>
        public required ICopies Copies { get; init; }

        /// <summary>The shared parameters that belong to a version that is being published.</summary>
        public required IPublishedParameters Parameters { get; init; }
    }
}
