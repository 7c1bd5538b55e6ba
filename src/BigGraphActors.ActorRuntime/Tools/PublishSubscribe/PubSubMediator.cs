namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>Knows the topics of its own subscribers, and which nodes want which.</summary>
internal sealed class PubSubMediator : ReceiveActor, IWithTimers
{
    private const int RepeatEvery = 5;

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Dictionary<string, HashSet<IActorRef>> _local = [];
    private readonly Dictionary<UniqueAddress, TopicsOfNode> _elsewhere = [];
    private readonly TimeSpan _interval;
    private readonly string _role;
    private long _version;
    private long _told;
    private int _ticks;

    public PubSubMediator(string role, TimeSpan interval)
    {
        (_role, _interval) = (role, interval);
        Receive<Publish>(Deliver);
        Receive<Published>(published => DeliverHere(published.Topic, published.Message));
        Receive<TopicsOfNode>(Learn);
        Receive<Subscribe>(Add);
        Receive<Unsubscribe>(order =>
        {
            Remove(order.Topic, order.Ref);
            Sender.Tell(new UnsubscribeAck(order));
        });
        Receive<Terminated>(end => _local.Keys.ToList().ForEach(topic => Remove(topic, end.ActorRef)));
        Receive<Tick>(_ => Tell());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("tick", new Tick(), _interval);

    private void Add(Subscribe order)
    {
        if (!_local.TryGetValue(order.Topic, out var subscribers))
        {
            _local[order.Topic] = subscribers = [];
            _version++;
        }

        subscribers.Add(order.Ref);
        Context.Watch(order.Ref);
        Sender.Tell(new SubscribeAck(order));
        Tell();
    }

    private void Remove(string topic, IActorRef subscriber)
    {
        if (_local.TryGetValue(topic, out var subscribers) && subscribers.Remove(subscriber) && subscribers.Count == 0)
        {
            _local.Remove(topic);
            _version++;
        }
    }

    private void Deliver(Publish publish)
    {
        DeliverHere(publish.Topic, publish.Message);
        foreach (var node in Others().Where(node =>
            _elsewhere.TryGetValue(node, out var wants) && wants.Topics.Contains(publish.Topic)))
        {
            MediatorOf(node).Tell(new Published(publish.Topic, publish.Message), Sender);
        }
    }

    private void DeliverHere(string topic, object message)
    {
        if (_local.TryGetValue(topic, out var subscribers))
        {
            foreach (var subscriber in subscribers)
            {
                subscriber.Forward(message);
            }
        }
    }

    private void Learn(TopicsOfNode news)
    {
        if (!_elsewhere.TryGetValue(news.From, out var known) || known.Version < news.Version)
        {
            _elsewhere[news.From] = news;
        }
    }

    private IEnumerable<UniqueAddress> Others() => _cluster.Members
        .Where(member => member.UniqueAddress != _cluster.SelfUniqueAddress
            && member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Joining
            && (_role.Length == 0 || member.HasRole(_role)))
        .Select(static member => member.UniqueAddress);

    /// <summary>At once after a change; now and then without one, for messages get lost and nodes come.</summary>
    private void Tell()
    {
        if (_told == _version && ++_ticks % RepeatEvery != 0)
        {
            return;
        }

        _told = _version;
        var news = new TopicsOfNode(_cluster.SelfUniqueAddress, _version, [.. _local.Keys]);
        var others = Others().ToHashSet();
        foreach (var gone in _elsewhere.Keys.Except(others).ToList())
        {
            _elsewhere.Remove(gone);
        }

        foreach (var node in others)
        {
            MediatorOf(node).Tell(news, Self);
        }
    }

    private ActorSelection MediatorOf(UniqueAddress node) =>
        Context.ActorSelection(new RootActorPath(node.Address) / Self.Path.Elements);

    private sealed record Tick;
}
