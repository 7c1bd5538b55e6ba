using System.Net.Sockets;
using Akka;
using Akka.Actor;
using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Cluster.Trainers;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>One life of one node: an actor system with all that its roles need, from joining to leaving.</summary>
/// <remarks>
/// A process may live several of them one after the other. Everything that happens in the run, here or elsewhere, is
/// published on <see cref="System"/>'s event stream as a <see cref="NodeEvent"/>.
/// </remarks>
public sealed class ClusterNode : IDisposable
{
    private static readonly TimeSpan TrainerPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HandBackPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _leaving;
    private readonly List<IDisposable> _owned = [];
    private readonly TaskCompletionSource<NodeEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeSettings _settings;
    private bool _mayFound;
    private NodePlane? _plane;

    private ClusterNode(NodeSettings settings, ActorSystem system, CancellationToken stop)
    {
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _settings = settings;
        System = system;
        Name = NodeNames.Of(system);
    }

    /// <summary>The node's actor system, for a user's own actors.</summary>
    public ActorSystem System { get; }

    /// <summary>This life's name.</summary>
    public NodeName Name { get; }

    /// <summary>Ends with the node's life: when the run is over, or the node is shut out or left alone.</summary>
    public Task<NodeEnd> Ended => _ended.Task;

    /// <summary>Whether a cluster has answered this node, even if it has not yet counted it among those that are up.
    /// </summary>
    public bool IsMember
    {
        get
        {
            Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(System);
            return cluster.State.Members.Any(member => member.UniqueAddress == cluster.SelfUniqueAddress);
        }
    }

    /// <summary>Starts a node.</summary>
    /// <param name="settings">Its place in the cluster.</param>
    /// <param name="run">The run; needed where the roles include seed.</param>
    /// <param name="options">What is beyond the settings.</param>
    /// <exception cref="IOException">When the run's files are not there; its message names them.</exception>
    /// <exception cref="UnusableSettingException">
    /// When an address is not this machine's, a port is taken, or the checkpoint can never be written.
    /// </exception>
    /// <exception cref="SettingsException">When a certificate cannot be used, or other machines could reach the node
    /// unprotected.</exception>
    public static ClusterNode Start(NodeSettings settings, RunBlueprint? run, ClusterNodeOptions options)
    {
        NodeExposure.Check(settings);
        bool isSeed = settings.Roles.Contains(NodeSettings.SeedRole);

        // Nobody joins a node that is alone, so its actor system may start before it is known that its files are there.
        Task<ActorSystem>? early = options.IsAlone ? Task.Run(() => CreateSystem(settings, options)) : null;
        RunFiles? files;
        bool mayFound;
        try
        {
            files = isSeed ? OpenFiles(run!, options) : null;
            mayFound = files is null || SeedEntry.MayFound(settings, files);
        }
        catch
        {
            early?.ContinueWith(
                started => started.Result.Terminate(), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }

        ActorSystem system = early?.GetAwaiter().GetResult()
            ?? CreateSystem(mayFound ? settings : SeedEntry.ToJoinOnly(settings), options);

        ClusterNode node = new(settings, system, options.Stop) { _mayFound = mayFound };
        try
        {
            node.Populate(files, run, options);
            return node;
        }
        catch (SocketException refused)
        {
            node.Dispose();
            throw new UnusableSettingException(
                $"node.data-port = {settings.DataPort}: cannot listen there: {refused.Message}", refused);
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    private static RunFiles OpenFiles(RunBlueprint run, ClusterNodeOptions options)
    {
        RunFiles files = new(run, stop: options.Stop);
        DiskTrouble.RequireWritable(files.Checkpoint);
        if (options.IsAlone)
        {
            SeedEntry.RefuseSecond(files);
        }

        return files;
    }

    private static ActorSystem CreateSystem(NodeSettings settings, ClusterNodeOptions options)
    {
        // Before the actor system tries: it logs what it cannot have, with stacks.
        ListenPlace.Require(settings);
        try
        {
            return ActorSystem.Create(
                settings.Cluster, NodeConfig.SetupOf(settings, options.UserConfig, options.Log));
        }
        catch (Exception failure) when (ListenPlace.RefusalIn(failure) is { } refused)
        {
            throw ListenPlace.Unusable(settings, refused);
        }
    }

    /// <summary>Leaves the cluster in good order: what is in hand goes back to the lock.</summary>
    public async Task LeaveAsync()
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        _ended.TrySetResult(new NodeEnd(NodeEndCause.Left, "asked to leave"));
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
    }

    /// <summary>Asks the run how it stands.</summary>
    /// <param name="patience">How long to wait for the answer.</param>
    /// <exception cref="TimeoutException">When no run answered.</exception>
    /// <exception cref="NodeRefusedException">When the cluster does not let this node in.</exception>
    public async Task<RunStatus> GetStatusAsync(TimeSpan patience)
    {
        try
        {
            Task<RunStatus> asked = RunProxy.Ask<RunStatus>(new GetRunStatus(), patience);
            await Task.WhenAny(asked, Ended).ConfigureAwait(false);
            return Ended is { IsCompletedSuccessfully: true, Result: { Cause: NodeEndCause.Refused } refused }
                ? throw new NodeRefusedException(refused.Reason)
                : await asked.ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new TimeoutException($"no run answered within {patience.TotalSeconds:0.#} s");
        }
    }

    /// <summary>Waits until the observer of the options has been told all that happened here before this call.
    /// </summary>
    public Task CatchUpAsync() => System.ActorSelection("/user/" + EventTapActor.Name)
        .Ask<ActorIdentity>(new Identify(EventTapActor.Name), StopPatience);

    /// <summary>Ends the run in good order, for all nodes; waits until the run has heard it.</summary>
    /// <exception cref="IOException">When no run answered.</exception>
    public void StopRun(string reason)
    {
        try
        {
            RunProxy.Ask<RunStopping>(new StopRun(reason), StopPatience).GetAwaiter().GetResult();
        }
        catch (AskTimeoutException)
        {
            throw new IOException($"the run has not answered within {StopPatience.TotalSeconds} s that it stops");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        System.Terminate().Wait(TimeSpan.FromSeconds(10));
        foreach (IDisposable owned in Enumerable.Reverse(_owned))
        {
            owned.Dispose();
        }

        _leaving.Dispose();
    }

    private IActorRef RunProxy { get; set; } = ActorRefs.Nobody;

    private void Populate(RunFiles? files, RunBlueprint? run, ClusterNodeOptions options)
    {
        System.ActorOf(Props.Create(() => new EventSenderActor()), "event-sender");
        System.ActorOf(Props.Create(() => new EventReceiverActor()), EventReceiverActor.Name);
        if (options.Observer is { } observer)
        {
            System.ActorOf(Props.Create(() => new EventTapActor(observer)), EventTapActor.Name);
        }

        IActorRef bucketLock = System.StartBucketLockProxy(NodeSettings.SeedRole);
        RunProxy = System.StartRunProxy(NodeSettings.SeedRole);
        IActorRef watch = System.ActorOf(
            Props.Create(() => new NodeWatchActor(_ended, _settings, _mayFound, _leaving.Token)),
            NodeWatchActor.Name);
        bool isWorker = _settings.Roles.Contains(NodeSettings.WorkerRole);
        bool isPartitionServer = _settings.Roles.Contains(NodeSettings.PartitionServerRole);
        if (isWorker || isPartitionServer || (files is not null && run!.Copies > 0))
        {
            _plane = Own(new NodePlane(System, _settings, files, _leaving.Token));
        }

        if (isWorker)
        {
            StartWorker(_plane!, bucketLock, options.IsAlone ? run : null, options);
        }
        else if (isPartitionServer)
        {
            System.ActorOf(
                Props.Create(() => new PartitionServerActor(RunProxy, _plane!.Copies)), PartitionServerActor.Name);
        }

        if (files is not null)
        {
            _owned.Add(files);
            StartSeed(files, run!, options, bucketLock);
        }

        WatchActors(watch, bucketLock);
        System.WhenTerminated.ContinueWith(_ => SayWhyTerminated(), TaskScheduler.Default);
        if (_settings.SeedNodes.Count == 0)
        {
            Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(System);
            cluster.Join(cluster.SelfAddress);
        }
    }

    /// <summary>Has it noticed when one of the actors ends that a node cannot be without.</summary>
    private void WatchActors(IActorRef watch, IActorRef bucketLock)
    {
        watch.Tell(bucketLock);
        watch.Tell(RunProxy);
        string[] names =
        [
            BucketLockHosting.ManagerName, RunHosting.ManagerName, TrainerHosting.Name, LockClientActor.Name,
            TableKeeperActor.Name, CopyKeeperActor.Name, PartitionServerActor.Name, "event-sender", "event-receiver",
        ];
        foreach (string name in names)
        {
            System.ActorSelection("/user/" + name).Tell(new Identify(name), watch);
        }
    }

    private void StartSeed(RunFiles files, RunBlueprint run, ClusterNodeOptions options, IActorRef bucketLock)
    {
        LockPlan plan = RunPlans.LockPlanOf(run, files, options.IsAlone, _settings);
        System.StartBucketLock(
            new BucketLockHosting.Parts
            {
                Plan = plan,
                Files = files,
                Copies = _plane?.Copies.OpenSeed(run, files) ?? new SharedDirectory(),
                Disk = new DiskCheckpointFiles(files.Checkpoint),
                Run = RunProxy,
                Parameters = PublishedOf(run, files),
            },
            NodeSettings.SeedRole);
        System.StartRun(
            new RunHosting.Parts(run, plan.PassCount, plan.Layout.Buckets.Count, bucketLock, files.EdgesFrom),
            NodeSettings.SeedRole);
    }

    private IPublishedParameters PublishedOf(RunBlueprint run, RunFiles files)
    {
        if (!run.SharesParameters)
        {
            return new LeasedModels(files);
        }

        if (run.Copies > 0)
        {
            _plane!.Parameters.StartShards(run, files, NodeSettings.SeedRole);
        }

        Func<int, SliceAddress?> locate = _plane is { } own
            ? own.Parameters.Locate
            : ParameterShardHosting.Locator(
                System.StartParameterProxy(NodeSettings.WorkerRole), ParameterNode.Patience, _leaving.Token);
        return new SharedModels(files, DataPlanes.SettingsOf(_settings), locate, _leaving.Token);
    }

    private void StartWorker(
        NodePlane plane, IActorRef bucketLock, RunBlueprint? known, ClusterNodeOptions options)
    {
        IActorRef partitions = System.StartPartitions(NodeSettings.WorkerRole);
        IActorRef? courier = null;
        LockClient client = new(
            Name, () => courier?.Tell(new LockClientActor.Wake(), ActorRefs.NoSender), options.EarlierLives);
        courier = System.ActorOf(Props.Create(() => new LockClientActor(bucketLock, client)), LockClientActor.Name);
        TrainerNode node = new()
        {
            Name = Name,
            Threads = _settings.Threads ?? 0,
            Lock = client,
            Cache = plane.Cache,
            Spare = plane.Spare,

            // A node that is cut off says nothing at all, and the same bytes are in a file.
            Client = new TableClient(plane.Settings with { Attempts = 2 }),
            Queries = new PartitionQueries(System, partitions, _leaving.Token),
            Open = plane.Copies.OpenTrainer,
            Publish = happened => System.PublishRunEvent(happened),
            Stop = _leaving.Token,
        };
        System.StartTrainer(new TrainerHosting.Parts(node, RunProxy, plane.Parameters.ExchangeOf, known));
        CoordinatedShutdown.Get(System).AddTask(
            CoordinatedShutdown.PhaseServiceStop, "trainer", () => FinishAsync(client));
    }

    /// <summary>
    /// Lets the trainer end and the lock take back what it had, before shards move: a question to a shard that has no
    /// home any more would hold up the whole phase.
    /// </summary>
    private async Task<Done> FinishAsync(LockClient client)
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        bool isShutOut = CoordinatedShutdown.Get(System).ShutdownReason is CoordinatedShutdown.ClusterDowningReason;
        TimeSpan handBack = isShutOut ? TimeSpan.Zero : HandBackPatience;
        await Task.Run(() => client.WaitSettled(TrainerPatience, handBack)).ConfigureAwait(false);
        return Done.Instance;
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }

    private void SayWhyTerminated() => _ended.TrySetResult(
        CoordinatedShutdown.Get(System).ShutdownReason is CoordinatedShutdown.ClusterDowningReason
            ? new NodeEnd(NodeEndCause.ShutOut, "the other nodes have shut this one out")
            : new NodeEnd(NodeEndCause.Left, "the node was stopped"));
}
