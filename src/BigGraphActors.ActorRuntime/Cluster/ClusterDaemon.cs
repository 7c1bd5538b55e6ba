using Akka.Cluster.Protocol;

namespace Akka.Cluster;

/// <summary>
/// Owns the membership protocol of this node: <c>/system/cluster</c>. Runs on the internal dispatcher.
/// </summary>
internal sealed class ClusterDaemon : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster;
    private readonly Membership _membership;
    private readonly List<(IActorRef Subscriber, Type[] Channels)> _subscriptions = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public ClusterDaemon(Cluster cluster, Membership membership)
    {
        _cluster = cluster;
        _membership = membership;
        Receive<ClusterMessage>(message => Apply(_membership.Receive(message, Now)));
        Receive<Tick>(_ => Apply(_membership.Tick(Now)));
        Receive<Subscribe>(Add);
        Receive<Unsubscribe>(order => _subscriptions.RemoveAll(one => one.Subscriber.Equals(order.Subscriber)
            && (order.Channel is null || one.Channels.Contains(order.Channel))));
        Receive<Terminated>(end => _subscriptions.RemoveAll(one => one.Subscriber.Equals(end.ActorRef)));
        Receive<JoinOrder>(order => Apply(_membership.Join(order.Via, Now)));
        Receive<LeaveOrder>(order => Apply(_membership.Leave(order.Address)));
        Receive<DownOrder>(order => Apply(_membership.Down(order.Address)));
        Receive<ConfirmOrder>(_ =>
        {
            Apply(_membership.ConfirmExiting());
            Sender.Tell(Done.Instance);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private double Now => _cluster.System.Scheduler.MonotonicClock.TotalMilliseconds;

    protected override void PreStart() =>
        Timers.StartPeriodicTimer("tick", new Tick(), TimeSpan.Zero, _cluster.TickInterval);

    /// <summary>Forgetting whom this node knows would be worse than ending it.</summary>
    protected override void PreRestart(Exception reason, object message) =>
        throw new IllegalActorStateException("no restart");

    protected override void PostStop() => _cluster.DaemonStopped();

    private void Apply(IReadOnlyList<MembershipEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case MembershipEffect.Send send:
                    _cluster.DaemonOf(send.To).Tell(send.Message, Self);
                    break;
                case MembershipEffect.Changed changed:
                    Publish(changed);
                    break;
                case MembershipEffect.SelfDowned:
                    _log.Warning("This node was downed: it ends");
                    _cluster.SelfDowned();
                    break;
                case MembershipEffect.SelfExiting:
                    _log.Info("Exiting");
                    _cluster.SelfExiting();
                    break;
            }
        }
    }

    private void Publish(MembershipEffect.Changed changed)
    {
        _cluster.Update(changed.After);
        foreach (var told in ClusterEvents.Between(changed.Before, changed.After, _membership.Self))
        {
            Log(told);
            foreach (var (subscriber, channels) in _subscriptions)
            {
                if (Array.Exists(channels, channel => channel.IsInstanceOfType(told)))
                {
                    subscriber.Tell(told);
                }
            }

            _cluster.Told(told);
        }
    }

    private void Log(ClusterEvent.IClusterDomainEvent told)
    {
        if (told is ClusterEvent.UnreachableMember or ClusterEvent.MemberDowned)
        {
            _log.Warning("{0}", told);
        }
        else
        {
            _log.Info("{0}", told);
        }
    }

    private void Add(Subscribe order)
    {
        _subscriptions.Add((order.Subscriber, order.Channels));
        Context.Watch(order.Subscriber);
        if (order.Mode == ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot)
        {
            order.Subscriber.Tell(ClusterEvents.Snapshot(_membership.Gossip, _membership.Self));
            return;
        }

        foreach (var told in ClusterEvents.Between(Gossip.Empty, _membership.Gossip, _membership.Self))
        {
            if (Array.Exists(order.Channels, channel => channel.IsInstanceOfType(told)))
            {
                order.Subscriber.Tell(told);
            }
        }
    }

    internal sealed record Tick;

    internal sealed record Subscribe(IActorRef Subscriber, ClusterEvent.SubscriptionInitialStateMode Mode,
        Type[] Channels);

    internal sealed record Unsubscribe(IActorRef Subscriber, Type? Channel);

    internal sealed record JoinOrder(Address Via);

    internal sealed record LeaveOrder(Address Address);

    internal sealed record DownOrder(Address Address);

    internal sealed record ConfirmOrder;
}
