using Akka.Cluster.Protocol;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>This node's part in a cluster; there with <c>akka.actor.provider = cluster</c>.</summary>
/// <remarks>
/// May differ: statuses and events are those of <see cref="MemberStatus"/> and <see cref="ClusterEvent"/>; the wire is
/// this runtime's own, so that nodes on Akka.NET's packages and nodes on this one are two clusters.
/// </remarks>
public sealed class Cluster : IExtension
{
    private readonly TcpRemoting _remoting;
    private readonly IActorRef _daemon;
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Gossip _gossip = Gossip.Empty;

    internal Cluster(ActorSystemCore system)
    {
        System = system;
        _remoting = system.Remoting
            ?? throw new ConfigurationException("A cluster needs akka.actor.provider = cluster");
        SelfUniqueAddress = new UniqueAddress(_remoting.LocalAddress, _remoting.Uid);
        var settings = ClusterSettings.Read(system.Settings.Config);
        SelfRoles = settings.Roles;
        var shortest = Math.Min(settings.GossipInterval.TotalMilliseconds,
            settings.Detector.HeartbeatInterval.TotalMilliseconds);
        TickInterval = TimeSpan.FromMilliseconds(Math.Clamp(shortest / 4, 20, 250));
        var membership = new Membership(SelfUniqueAddress, settings, Random.Shared);
        _daemon = system.SystemActorOf(
            Props.From(typeof(ClusterDaemon), () => new ClusterDaemon(this, membership))
                .WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId), "cluster");
        AddShutdownTasks(CoordinatedShutdown.Get(system));
    }

    /// <summary>The system that is the node.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>Where this node is reached.</summary>
    public Address SelfAddress => SelfUniqueAddress.Address;

    /// <summary>This life of this node.</summary>
    public UniqueAddress SelfUniqueAddress { get; }

    /// <summary>What this node is there for.</summary>
    public ImmutableHashSet<string> SelfRoles { get; }

    /// <summary>The cluster as this node sees it now.</summary>
    public ClusterEvent.CurrentClusterState State => ClusterEvents.Snapshot(_gossip, SelfUniqueAddress);

    /// <summary>This node as a member; with status Removed before it joins and after it left.</summary>
    public Member SelfMember => _gossip.Find(SelfUniqueAddress)
        ?? new Member(SelfUniqueAddress, int.MaxValue, MemberStatus.Removed, SelfRoles);

    internal TimeSpan TickInterval { get; }

    /// <summary>Those that are not removed, without a snapshot's cost.</summary>
    internal IEnumerable<Member> Members => _gossip.Living;

    /// <summary>The cluster of a system.</summary>
    public static Cluster Get(ActorSystem system) => (Cluster)system.RegisterExtension(Id.Instance);

    /// <summary>Joins the cluster of a node; of itself to found one.</summary>
    public void Join(Address address) => _daemon.Tell(new ClusterDaemon.JoinOrder(address), ActorRefs.NoSender);

    /// <summary>Asks a member to go, in good order.</summary>
    public void Leave(Address address) => _daemon.Tell(new ClusterDaemon.LeaveOrder(address), ActorRefs.NoSender);

    /// <summary>Declares a member dead; of an unreachable one only, or it will notice.</summary>
    public void Down(Address address) => _daemon.Tell(new ClusterDaemon.DownOrder(address), ActorRefs.NoSender);

    /// <summary>Tells an actor all that happens, of the given kinds; a snapshot comes first.</summary>
    public void Subscribe(IActorRef subscriber, params Type[] to) =>
        Subscribe(subscriber, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, to);

    /// <summary>Tells an actor all that happens, of the given kinds.</summary>
    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode,
        params Type[] to) =>
        _daemon.Tell(new ClusterDaemon.Subscribe(subscriber, initialStateMode, to), ActorRefs.NoSender);

    /// <summary>Tells an actor nothing any more.</summary>
    public void Unsubscribe(IActorRef subscriber) =>
        _daemon.Tell(new ClusterDaemon.Unsubscribe(subscriber, null), ActorRefs.NoSender);

    /// <summary>Runs code once when this node is up; at once if it is.</summary>
    public void RegisterOnMemberUp(Action callback) =>
        _up.Task.ContinueWith(_ => callback(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);

    internal IActorRef DaemonOf(Address node) => node == SelfAddress
        ? _daemon
        : _remoting.RefFor(new RootActorPath(node) / "system" / "cluster");

    internal void Update(Gossip gossip) => _gossip = gossip;

    internal void Told(ClusterEvent.IClusterDomainEvent told)
    {
        switch (told)
        {
            case ClusterEvent.MemberUp up when up.Member.UniqueAddress == SelfUniqueAddress:
                _up.TrySetResult();
                break;
            case ClusterEvent.MemberRemoved removed when removed.Member.UniqueAddress != SelfUniqueAddress:
                // From here on nothing of that life is heard, and all it ran has ended.
                _remoting.Quarantine(removed.Member.Address, removed.Member.UniqueAddress.Uid);
                break;
        }
    }

    internal void SelfDowned()
    {
        _exiting.TrySetResult();
        if (System.Settings.Config.GetBoolean("akka.cluster.run-coordinated-shutdown-when-down", true))
        {
            CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
        }
    }

    internal void SelfExiting()
    {
        _exiting.TrySetResult();
        CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
    }

    internal void DaemonStopped()
    {
        _exiting.TrySetResult();
        _removed.TrySetResult();
    }

    private void AddShutdownTasks(CoordinatedShutdown shutdown)
    {
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "leave", async () =>
        {
            var status = SelfMember.Status;
            if (status is MemberStatus.Joining or MemberStatus.Up && _gossip.Living.Length > 1)
            {
                Leave(SelfAddress);
            }

            if (status is MemberStatus.Joining or MemberStatus.Up or MemberStatus.Leaving && _gossip.Living.Length > 1)
            {
                await _exiting.Task.ConfigureAwait(false);
            }

            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "exiting-confirmed", async () =>
        {
            if (SelfMember.Status == MemberStatus.Exiting)
            {
                await _daemon.Ask<Done>(new ClusterDaemon.ConfirmOrder(), TimeSpan.FromSeconds(3))
                    .ConfigureAwait(false);
            }

            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "stop-membership", async () =>
        {
            await _daemon.GracefulStop(TimeSpan.FromSeconds(3)).ConfigureAwait(false);
            return Done.Instance;
        });
    }

    private sealed class Id : ExtensionIdProvider<Cluster>
    {
        public static readonly Id Instance = new();

        public override Cluster CreateExtension(ExtendedActorSystem system) => new((ActorSystemCore)system);
    }
}
