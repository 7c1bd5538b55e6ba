namespace Akka.Cluster.Tools.Singleton;

/// <summary>Passes messages to a singleton, wherever it runs, and keeps some while it moves.</summary>
/// <remarks>Delivery is at most once: callers repeat, and the singleton ignores what it has done already.</remarks>
public sealed class ClusterSingletonProxy : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Queue<Envelope> _kept = new();
    private readonly string[] _managerPath;
    private readonly ClusterSingletonProxySettings _settings;
    private IActorRef? _singleton;
    private Member? _oldest;
    private int _search;

    internal ClusterSingletonProxy(string singletonManagerPath, ClusterSingletonProxySettings settings)
    {
        _managerPath = singletonManagerPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _settings = settings;
        Receive<ClusterEvent.CurrentClusterState>(_ => Look());
        Receive<ClusterEvent.IMemberEvent>(_ => Look());
        Receive<Search>(_ => Ask());
        Receive<ActorIdentity>(identity => identity.MessageId is int search && search == _search, Found);
        Receive<Terminated>(end => end.ActorRef.Equals(_singleton), _ => StartSearch());
        Receive<Terminated>(_ => { });
        ReceiveAny(Pass);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The props of a proxy.</summary>
    /// <param name="singletonManagerPath">Path of the managers, such as <c>/user/lock</c>.</param>
    /// <param name="settings">Name, role and buffer.</param>
    public static Props Props(string singletonManagerPath, ClusterSingletonProxySettings settings) =>
        Actor.Props.From(typeof(ClusterSingletonProxy), () =>
            new ClusterSingletonProxy(singletonManagerPath, settings));

    /// <inheritdoc/>
    protected override void PreStart() => _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Look()
    {
        var oldest = _cluster.Members
            .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving
                && (_settings.Role is null || member.HasRole(_settings.Role)))
            .Order(Member.AgeOrdering).FirstOrDefault();
        if (!Equals(oldest, _oldest))
        {
            _oldest = oldest;
            StartSearch();
        }
    }

    private void StartSearch()
    {
        _singleton = null;
        _search++;
        Timers.StartPeriodicTimer("search", new Search(), TimeSpan.Zero, _settings.SingletonIdentificationInterval);
    }

    private void Ask()
    {
        if (_oldest is not null)
        {
            Context.ActorSelection(new RootActorPath(_oldest.Address) / _managerPath / _settings.SingletonName)
                .Tell(new Identify(_search), Self);
        }
    }

    private void Found(ActorIdentity identity)
    {
        if (identity.Subject is null || _singleton is not null)
        {
            return;
        }

        _singleton = Context.Watch(identity.Subject);
        Timers.Cancel("search");
        while (_kept.TryDequeue(out var envelope))
        {
            _singleton.Tell(envelope.Message, envelope.Sender);
        }
    }

    private void Pass(object message)
    {
        if (_singleton is not null)
        {
            _singleton.Forward(message);
            return;
        }

        if (_kept.Count >= _settings.BufferSize && _kept.TryDequeue(out var oldest))
        {
            Context.System.DeadLetters.Tell(oldest.Message, oldest.Sender);
        }

        if (_settings.BufferSize > 0)
        {
            _kept.Enqueue(new Envelope(message, Sender));
        }
    }

    private sealed record Search;
}
