namespace Akka.Actor;

/// <summary>
/// <c>/temp</c>: the references of askers, while their questions wait and may be answered from elsewhere.
/// </summary>
internal sealed class TemporaryRefs(ActorSystemCore system, ActorPath path) : InternalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _waiting = new();
    private long _next;

    public override ActorPath Path { get; } = path;

    public override ActorSystemCore Home => system;

    public override IInternalActorRef Parent => system.RootGuardian;

    public override void Tell(object message, IActorRef? sender) => system.PublishDeadLetter(message, sender, this);

    public override IInternalActorRef? GetChild(string name, long uid) => _waiting.GetValueOrDefault(name);

    public ActorPath Register(IInternalActorRef waiting)
    {
        var name = "$" + Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture);
        _waiting[name] = waiting;
        return Path / name;
    }

    public void Remove(ActorPath registered) => _waiting.TryRemove(registered.Name, out _);
}
