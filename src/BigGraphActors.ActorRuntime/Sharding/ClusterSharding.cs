using Akka.Cluster.Tools.Singleton;

namespace Akka.Cluster.Sharding;

/// <summary>Entities by id, each running once in the cluster, wherever the coordinator put its shard.</summary>
/// <remarks>Start each kind on every node of its role, under the same name and with the same extractor.</remarks>
public sealed class ClusterSharding : IExtension
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, IActorRef> _regions = new();
    private readonly ExtendedActorSystem _system;
    private readonly Lazy<IActorRef> _guardian;

    private ClusterSharding(ExtendedActorSystem system)
    {
        _system = system;
        _guardian = new Lazy<IActorRef>(() => system.SystemActorOf(
            Props.From(typeof(ShardingGuardian), static () => new ShardingGuardian())
                .WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId), "sharding"));
    }

    /// <summary>That of a system.</summary>
    public static ClusterSharding Get(ActorSystem system) => (ClusterSharding)system.RegisterExtension(Id.Instance);

    /// <summary>Starts a region whose entities are all made alike.</summary>
    public IActorRef Start(
        string typeName, Props entityProps, ClusterShardingSettings settings, IMessageExtractor messageExtractor) =>
        Start(typeName, _ => entityProps, settings, messageExtractor);

    /// <summary>
    /// Starts a region whose entities are made by their id, with the default strategy and <see cref="PoisonPill"/>.
    /// </summary>
    public IActorRef Start(string typeName, Func<string, Props> entityPropsFactory, ClusterShardingSettings settings,
        IMessageExtractor messageExtractor) =>
        Start(typeName, entityPropsFactory, settings, messageExtractor,
            ShardAllocationStrategy.LeastShardAllocationStrategy(settings.AbsoluteLimit, settings.RelativeLimit),
            PoisonPill.Instance);

    /// <summary>Starts a region; on a node without the role, a proxy.</summary>
    /// <param name="typeName">Name of the kind.</param>
    /// <param name="entityPropsFactory">How to make the entity of an id.</param>
    /// <param name="settings">Role and times.</param>
    /// <param name="messageExtractor">Which entity a message is for.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What entities are told when their shard moves; they must then stop.</param>
    /// <returns>The region of this node: send it the messages of all entities.</returns>
    public IActorRef Start(string typeName, Func<string, Props> entityPropsFactory, ClusterShardingSettings settings,
        IMessageExtractor messageExtractor, IShardAllocationStrategy allocationStrategy, object handOffStopMessage)
    {
        var isHost = settings.Role is null || Cluster.Get(_system).SelfRoles.Contains(settings.Role);
        return _regions.GetOrAdd(typeName, _ => Create(
            typeName,
            ShardRegion.Props(
                typeName, isHost ? entityPropsFactory : null, settings, messageExtractor, handOffStopMessage),
            isHost ? CoordinatorProps(typeName, settings, allocationStrategy) : null,
            settings.Role));
    }

    /// <summary>Starts a way to entities that live on other nodes.</summary>
    /// <param name="typeName">Name of the kind.</param>
    /// <param name="role">The role that the entities live on; null for any.</param>
    /// <param name="messageExtractor">Which entity a message is for.</param>
    public IActorRef StartProxy(string typeName, string? role, IMessageExtractor messageExtractor)
    {
        var settings = ClusterShardingSettings.Create(_system).WithRole(role!);
        return _regions.GetOrAdd(typeName, _ => Create(
            typeName, ShardRegion.Props(typeName, null, settings, messageExtractor, PoisonPill.Instance), null, role));
    }

    private static Props CoordinatorProps(string typeName, ClusterShardingSettings settings,
        IShardAllocationStrategy strategy) =>
        Props.From(typeof(ShardCoordinator), () => new ShardCoordinator(typeName, settings, strategy))
            .WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId);

    private IActorRef Create(string typeName, Props region, Props? coordinator, string? role)
    {
        var settings = ClusterSingletonManagerSettings.Create(_system).WithSingletonName("singleton").WithRole(role!);
        var order = new ShardingGuardian.StartRegion(typeName, region, coordinator, settings);
        return _guardian.Value.Ask<IActorRef>(order, StartTimeout).GetAwaiter().GetResult();
    }

    private sealed class Id : ExtensionIdProvider<ClusterSharding>
    {
        public static readonly Id Instance = new();

        public override ClusterSharding CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
