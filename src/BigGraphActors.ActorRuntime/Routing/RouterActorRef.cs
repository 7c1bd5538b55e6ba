namespace Akka.Routing;

/// <summary>Routes on the sender's thread: the router's own mailbox sees only what is for the router itself.</summary>
internal sealed class RouterActorRef : LocalActorRef
{
    private readonly Pool _pool;
    private readonly Props _routeeProps;
    private volatile Routee[] _routees = [];

    public RouterActorRef(ActorSystemCore system, ActorPath path, InternalActorRef parent, Props props, Pool pool)
        : base(system, path, parent, RouterProps(pool))
    {
        _pool = pool.Fresh();
        _routeeProps = props with { RouterConfig = null };
    }

    public IReadOnlyList<Routee> Current => _routees;

    public override void Tell(object message, IActorRef? sender)
    {
        switch (message)
        {
            case Broadcast broadcast:
                SendToAll(broadcast.Message, sender);
                break;
            case IAutoReceivedMessage or GetRoutees:
                base.Tell(message, sender);
                break;
            default:
                Route(message, sender);
                break;
        }
    }

    public void Remove(IActorRef routee) =>
        _routees = [.. _routees.Where(one => !((ActorRefRoutee)one).Actor.Equals(routee))];

    /// <summary>
    /// The routees exist when the router is handed out, so that its first message already finds them.
    /// </summary>
    internal override void Start()
    {
        _routees = [.. Enumerable.Range(0, _pool.NrOfInstances)
            .Select(_ => new ActorRefRoutee(Cell.ActorOf(_routeeProps)))];
        base.Start();
    }

    private static Props RouterProps(Pool pool) =>
        Props.Create(static () => new RouterPoolActor()).WithSupervisorStrategy(pool.SupervisorStrategy)
            .WithDispatcher(Dispatchers.InternalDispatcherId);

    private void Route(object message, IActorRef? sender)
    {
        var routees = _routees;
        if (routees.Length == 0)
        {
            Cell.SystemCore.PublishDeadLetter(message, sender, this);
        }
        else if (_pool.Select(routees) is { } one)
        {
            one.Send(message, sender);
        }
        else
        {
            SendToAll(message, sender);
        }
    }

    private void SendToAll(object message, IActorRef? sender)
    {
        foreach (var routee in _routees)
        {
            routee.Send(message, sender);
        }
    }
}
