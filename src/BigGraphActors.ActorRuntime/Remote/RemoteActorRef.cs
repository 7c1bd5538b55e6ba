namespace Akka.Remote;

/// <summary>The handle to an actor of another node.</summary>
internal sealed class RemoteActorRef(ActorSystemCore system, TcpRemoting remoting, ActorPath path) : InternalActorRef
{
    private Outbound? _outbound;

    public override ActorPath Path { get; } = path;

    public override ActorSystemCore Home { get; } = system;

    public override InternalActorRef Parent => remoting.RefFor(Path.Parent);

    private Outbound Way => _outbound ??= remoting.To(Path.Address);

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null)
        {
            throw new InvalidMessageException($"Null was sent to {this}");
        }

        Way.Send(new OutboundItem(this, message, sender, null), urgent: message is IUrgentMessage);
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                remoting.Watches.Add(watch);
                break;
            case Unwatch unwatch:
                remoting.Watches.Remove(unwatch.Watchee, unwatch.Watcher);
                break;
            case not DeathWatchNotification:
                return;
        }

        Way.Send(new OutboundItem(this, null, null, message), urgent: true);
    }

    public override InternalActorRef GetChild(string name, long uid)
    {
        var child = Path / name;
        return remoting.RefFor(uid == 0 ? child : child.WithUid(uid));
    }
}
