namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// Runs one actor in the whole cluster: on the oldest member of its role. Start it on every such node under one path.
/// </summary>
/// <remarks>
/// Handed over when its node leaves; started anew elsewhere when its node was downed and removed, and a margin has
/// passed. An instance that stops by itself is not started again. May differ: there is no lease.
/// </remarks>
public sealed class ClusterSingletonManager : ReceiveActor, IWithTimers
{
    private readonly Props _singletonProps;
    private readonly object _terminationMessage;
    private readonly ClusterSingletonManagerSettings _settings;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SingletonState _state;
    private readonly TaskCompletionSource<Done> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef? _instance;

    internal ClusterSingletonManager(Props singletonProps, object terminationMessage,
        ClusterSingletonManagerSettings settings)
    {
        (_singletonProps, _terminationMessage, _settings) = (singletonProps, terminationMessage, settings);
        _state = new SingletonState(
            _cluster.SelfUniqueAddress, settings.Role ?? "", settings.RemovalMargin, settings.HandOverRetryInterval);
        Receive<SingletonMessage>(message => Apply(_state.Receive(message, Now)));
        Receive<Tick>(_ => Apply(_state.Tick(Now)));
        Receive<LeaveOrder>(_ => Apply(_state.Leave()));
        Receive<ClusterEvent.CurrentClusterState>(_ => Look());
        Receive<ClusterEvent.IMemberEvent>(_ => Look());
        Receive<Terminated>(_ =>
        {
            _instance = null;
            _log.Info("Singleton {0} has stopped", _settings.SingletonName);
            Apply(_state.InstanceStopped());
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static double Now => Context.System.Scheduler.MonotonicClock.TotalMilliseconds;

    /// <summary>The props of a manager.</summary>
    /// <param name="singletonProps">How to make the instance.</param>
    /// <param name="terminationMessage">What it is told when it has to stop; it must then stop.</param>
    /// <param name="settings">Name, role and times.</param>
    public static Props Props(Props singletonProps, object terminationMessage,
        ClusterSingletonManagerSettings settings) =>
        Actor.Props.From(typeof(ClusterSingletonManager),
            () => new ClusterSingletonManager(singletonProps, terminationMessage, settings))
            .WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer("tick", new Tick(), TimeSpan.FromMilliseconds(
            Math.Clamp(_settings.HandOverRetryInterval.TotalMilliseconds / 4, 20, 250)));
        var self = Self;
        var over = _over.Task;
        CoordinatedShutdown.Get(Context.System).AddTask(
            CoordinatedShutdown.PhaseClusterExiting, $"singleton-exiting-{Self.Path.Name}", () =>
            {
                self.Tell(new LeaveOrder(), ActorRefs.NoSender);
                return over;
            });
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _over.TrySetResult(Done.Instance);
    }

    /// <summary>From what is true now and not from the event, so that a lost step does not matter.</summary>
    private void Look() => Apply(_state.Members(_cluster.Members, Now));

    private void Apply(IReadOnlyList<SingletonEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SingletonEffect.StartInstance:
                    _log.Info("Singleton {0} starts here", _settings.SingletonName);
                    _instance = Context.Watch(Context.ActorOf(_singletonProps, _settings.SingletonName));
                    break;
                case SingletonEffect.StopInstance:
                    _instance?.Tell(_terminationMessage);
                    break;
                case SingletonEffect.Send send:
                    Context.ActorSelection(new RootActorPath(send.To.Address) / Self.Path.Elements)
                        .Tell(send.Message, Self);
                    break;
            }
        }

        if (_state.Now == SingletonState.Phase.Over)
        {
            _over.TrySetResult(Done.Instance);
        }
    }

    private sealed record Tick;

    private sealed record LeaveOrder;
}
