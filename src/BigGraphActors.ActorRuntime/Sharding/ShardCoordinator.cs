using Akka.Cluster.Sharding.Protocol;

namespace Akka.Cluster.Sharding;

/// <summary>Decides where the shards of one kind live; a singleton on the oldest node of its role.</summary>
internal sealed class ShardCoordinator : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<UniqueAddress, IActorRef> _refs = [];
    private readonly string _typeName;
    private readonly ClusterShardingSettings _settings;
    private readonly IShardAllocationStrategy _strategy;
    private readonly CoordinatorState _state;

    public ShardCoordinator(string typeName, ClusterShardingSettings settings, IShardAllocationStrategy strategy)
    {
        (_typeName, _settings, _strategy) = (typeName, settings, strategy);
        _state = new CoordinatorState(_cluster.SelfUniqueAddress, DateTime.UtcNow.Ticks, settings.Times);
        Receive<Addressed>(mail => mail.To == _cluster.SelfUniqueAddress, mail =>
            Apply(_state.Receive(mail.Message, Now)));
        Receive<Addressed>(_ => { });
        Receive<Tick>(_ => Look());
        Receive<ClusterEvent.CurrentClusterState>(_ => Look());
        Receive<ClusterEvent.IMemberEvent>(_ => Look());
        Receive<Chosen>(chosen => Apply(_state.Allocated(chosen.Shard, chosen.Region)));
        Receive<Rebalance>(_ => AskForMoves());
        Receive<ToMove>(order => order.Shards.ToList().ForEach(shard => Apply(_state.Move(shard, Now))));
        Receive<Status.Failure>(failure => _log.Error(failure.Cause, "The allocation strategy failed: {0}",
            failure.Cause.Message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static double Now => Context.System.Scheduler.MonotonicClock.TotalMilliseconds;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer("tick", new Tick(), TimeSpan.Zero, Half(_settings.Times.RetryInterval));
        Timers.StartPeriodicTimer("rebalance", new Rebalance(), _settings.RebalanceInterval);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    internal static TimeSpan Half(TimeSpan interval) =>
        TimeSpan.FromMilliseconds(Math.Clamp(interval.TotalMilliseconds / 2, 20, 1000));

    private void Look() => Apply(_state.Members(_cluster.Members.Where(member => member.Status != MemberStatus.Joining
        && (_settings.Role is null || member.HasRole(_settings.Role))), Now));

    private IActorRef RegionOf(UniqueAddress node)
    {
        // The region of this node may begin a moment after its coordinator: nobody is not who it is from then on.
        if (!_refs.TryGetValue(node, out var region) || region is InternalActorRef { IsTerminated: true })
        {
            var path = new RootActorPath(node.Address) / "system" / "sharding" / _typeName;
            _refs[node] = region = ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(path.ToString());
        }

        return region;
    }

    private void Apply(IReadOnlyList<CoordinatorEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case CoordinatorEffect.Send send:
                    RegionOf(send.To).Tell(new Addressed(send.To, send.Message), Self);
                    break;
                case CoordinatorEffect.Allocate allocate:
                    Allocate(allocate);
                    break;
            }
        }
    }

    private void Allocate(CoordinatorEffect.Allocate order)
    {
        var nodes = _state.Allocations.Keys.ToDictionary(RegionOf);
        _strategy.AllocateShard(RegionOf(order.Requester), order.Shard, CurrentAllocations())
            .PipeTo(Self, success: region => new Chosen(order.Shard, nodes[region]));
    }

    private void AskForMoves()
    {
        if (_state.IsReady && _state.Allocations.Count > 1)
        {
            _strategy.Rebalance(CurrentAllocations(), _state.Moving.ToImmutableHashSet())
                .PipeTo(Self, success: static shards => new ToMove([.. shards]));
        }
    }

    private ImmutableDictionary<IActorRef, IImmutableList<string>> CurrentAllocations() =>
        _state.Allocations.ToImmutableDictionary(
        pair => RegionOf(pair.Key), static pair => (IImmutableList<string>)pair.Value.ToImmutableList());

    private sealed record Tick;

    private sealed record Rebalance;

    private sealed record Chosen(string Shard, UniqueAddress Region);

    private sealed record ToMove(IReadOnlyList<string> Shards);
}
