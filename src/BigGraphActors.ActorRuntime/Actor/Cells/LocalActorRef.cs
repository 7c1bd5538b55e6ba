namespace Akka.Actor.Cells;

/// <summary>The handle to an actor of this process.</summary>
internal class LocalActorRef : InternalActorRef
{
    private volatile bool _terminated;

    public LocalActorRef(ActorSystemCore system, ActorPath path, InternalActorRef? parent, Props props)
    {
        Path = path;
        Parent = parent ?? this;
        Cell = new ActorCell(system, this, props, Parent, system.Dispatchers.Lookup(props.Dispatcher).Attach());
    }

    public override ActorPath Path { get; }

    public override ActorSystemCore Home => Cell.SystemCore;

    public override InternalActorRef Parent { get; }

    public override bool IsTerminated => _terminated;

    internal ActorCell Cell { get; }

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null)
        {
            throw new InvalidMessageException($"Null was sent to {this}");
        }

        Cell.Mailbox.Post(new Envelope(message, sender!));
    }

    public override void SendSystemMessage(SystemMessage message) => Cell.Mailbox.PostSystem(message);

    public override InternalActorRef? GetChild(string name, long uid) => Cell.Children.Find(name, uid);

    internal virtual void Start() => Cell.Start();

    internal void Stop() => SendSystemMessage(new Terminate());

    internal void MarkTerminated() => _terminated = true;
}
