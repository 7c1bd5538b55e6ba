namespace Akka.Actor;

/// <summary>Those who wait for an answer, and asked to be found by path.</summary>
internal sealed class TemporaryRefs(ActorSystemCore system, ActorPath path) : DeadLetterActorRef(system, path)
{
    private readonly ConcurrentDictionary<string, InternalActorRef> _waiting = new();
    private long _next;

    public override InternalActorRef? GetChild(string name, long uid) => _waiting.GetValueOrDefault(name);

    public ActorPath Register(InternalActorRef waiting)
    {
        var name = "$" + Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture);
        _waiting[name] = waiting;
        return Path / name;
    }

    public void Remove(ActorPath registered) => _waiting.TryRemove(registered.Name, out _);
}
