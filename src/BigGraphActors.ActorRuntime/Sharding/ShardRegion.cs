using Akka.Cluster.Sharding.Protocol;

namespace Akka.Cluster.Sharding;

/// <summary>This node's part in one kind of entity: runs its shards, and knows the way to the others'.</summary>
internal sealed class ShardRegion : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, Queue<Envelope>> _kept = [];
    private readonly Dictionary<string, IActorRef> _shards = [];
    private readonly TaskCompletionSource<Done> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _typeName;
    private readonly Func<string, Props>? _entityProps;
    private readonly ClusterShardingSettings _settings;
    private readonly IMessageExtractor _extractor;
    private readonly object _stopMessage;
    private readonly RegionState _state;
    private int _keptCount;

    private ShardRegion(string typeName, Func<string, Props>? entityProps, ClusterShardingSettings settings,
        IMessageExtractor extractor, object stopMessage)
    {
        (_typeName, _entityProps, _settings, _extractor, _stopMessage) = (typeName, entityProps, settings, extractor,
            stopMessage);
        _state = new RegionState(_cluster.SelfUniqueAddress, entityProps is null, settings.Times);
        Receive<Addressed>(mail => mail.To == _cluster.SelfUniqueAddress, mail =>
            Apply(_state.Receive(mail.Message, Now)));
        Receive<Addressed>(_ => { });
        Receive<Tick>(_ => Look());
        Receive<ClusterEvent.CurrentClusterState>(_ => Look());
        Receive<ClusterEvent.IMemberEvent>(_ => Look());
        Receive<Terminated>(ShardGone);
        Receive<GracefulShutdown>(_ => Apply(_state.Close(Now)));
        Receive<GetShardRegionState>(_ => Report());
        ReceiveAny(Pass);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static double Now => Context.System.Scheduler.MonotonicClock.TotalMilliseconds;

    public static Props Props(string typeName, Func<string, Props>? entityProps, ClusterShardingSettings settings,
        IMessageExtractor extractor, object stopMessage) => Actor.Props.From(typeof(ShardRegion),
        () => new ShardRegion(typeName, entityProps, settings, extractor, stopMessage));

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer("tick", new Tick(), TimeSpan.Zero,
            ShardCoordinator.Half(_settings.Times.RetryInterval));
        var (self, closed) = (Self, _closed.Task);
        CoordinatedShutdown.Get(Context.System).AddTask(
            CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "region-shutdown-" + _typeName, () =>
            {
                self.Tell(GracefulShutdown.Instance, ActorRefs.NoSender);
                return closed;
            });
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _closed.TrySetResult(Done.Instance);
    }

    private void Look()
    {
        if (_cluster.SelfMember.Status == MemberStatus.Down)
        {
            // The others will soon run what runs here: there is nobody to hand over to, and no time.
            Context.Stop(Self);
            return;
        }

        var members = _cluster.Members.Where(member => member.Status != MemberStatus.Joining
            && (_settings.Role is null || member.HasRole(_settings.Role))).ToList();
        _state.Members(members.Select(static member => member.UniqueAddress).ToHashSet());
        var oldest = members.Where(static member => member.Status is MemberStatus.Up or MemberStatus.Leaving)
            .Order(Member.AgeOrdering).FirstOrDefault();
        Apply(_state.Coordinator(oldest?.UniqueAddress, Now));
    }

    private void Apply(IReadOnlyList<RegionEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case RegionEffect.Send send:
                    Context.ActorSelection(new RootActorPath(send.To.Address) / "system" / "sharding" / (_typeName
                        + "Coordinator")
                        / "singleton").Tell(new Addressed(send.To, send.Message), Self);
                    break;
                case RegionEffect.StartShard start:
                    StartShard(start.Shard);
                    break;
                case RegionEffect.StopShard stop:
                    _shards[stop.Shard].Tell(new Shard.HandOver(_stopMessage));
                    break;
                case RegionEffect.Release release:
                    Drain(release.Shard, RegionOn(release.Home));
                    break;
                case RegionEffect.Closed:
                    Context.Stop(Self);
                    break;
            }
        }
    }

    private ActorSelection RegionOn(UniqueAddress node) =>
        Context.ActorSelection(new RootActorPath(node.Address) / "system" / "sharding" / _typeName);

    private void StartShard(string shard)
    {
        var (factory, stop, idle, times) = (_entityProps!, _stopMessage, _settings.PassivateIdleEntityAfter,
            _settings.Times);
        var name = Uri.EscapeDataString(shard);
        _shards[shard] = Context.Watch(Context.ActorOf(
            Actor.Props.From(typeof(Shard), () => new Shard(factory, stop, idle, times)), name));
        _log.Debug("Shard {0} of {1} starts here", shard, _typeName);
        if (_kept.Remove(shard, out var kept))
        {
            _keptCount -= kept.Count;
            foreach (var envelope in kept)
            {
                Deliver(shard, envelope.Message, envelope.Sender);
            }
        }
    }

    private void Drain(string shard, ActorSelection target)
    {
        if (_kept.Remove(shard, out var kept))
        {
            _keptCount -= kept.Count;
            foreach (var envelope in kept)
            {
                target.Tell(envelope.Message, envelope.Sender);
            }
        }
    }

    private void ShardGone(Terminated end)
    {
        var (shard, _) = _shards.FirstOrDefault(pair => pair.Value.Equals(end.ActorRef));
        if (shard is not null)
        {
            _shards.Remove(shard);
            Apply(_state.ShardStopped(shard, Now));
        }
    }

    private void Pass(object message)
    {
        if (_extractor.EntityId(message) is not { Length: > 0 })
        {
            Unhandled(message);
            return;
        }

        var shard = _extractor.ShardId(message);
        var home = _state.Route(shard);
        if (home is null)
        {
            Keep(shard, message);
            Apply(_state.Tick(Now));
        }
        else if (home == _cluster.SelfUniqueAddress)
        {
            Deliver(shard, message, Sender);
        }
        else
        {
            RegionOn(home).Tell(message, Sender);
        }
    }

    private void Keep(string shard, object message)
    {
        if (_keptCount >= _settings.BufferSize)
        {
            Context.System.DeadLetters.Tell(message, Sender);
            return;
        }

        if (!_kept.TryGetValue(shard, out var kept))
        {
            _kept[shard] = kept = new Queue<Envelope>();
        }

        kept.Enqueue(new Envelope(message, Sender));
        _keptCount++;
    }

    private void Deliver(string shard, object message, IActorRef sender) =>
        _shards[shard].Tell(new Shard.ForEntity(_extractor.EntityId(message), _extractor.EntityMessage(message)),
            sender);

    private void Report()
    {
        var asked = _shards.Select(static pair => (pair.Key, pair.Value.Ask<IReadOnlyList<string>>(
            new Shard.GetEntities(), TimeSpan.FromSeconds(3)))).ToList();
        Collect(asked).PipeTo(Sender, Self);
    }

    private static async Task<CurrentShardRegionState> Collect(
        List<(string Shard, Task<IReadOnlyList<string>> Entities)> asked)
    {
        var shards = ImmutableHashSet.CreateBuilder<ShardState>();
        foreach (var (shard, entities) in asked)
        {
            shards.Add(new ShardState(shard, (await entities.ConfigureAwait(false)).ToImmutableHashSet()));
        }

        return new CurrentShardRegionState(shards.ToImmutable());
    }

    private sealed record Tick;
}
