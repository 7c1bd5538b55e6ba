namespace Akka.Actor;

/// <summary>Identity of references: path and incarnation.</summary>
internal abstract class InternalActorRef : IInternalActorRef
{
    private int _hash;

    public abstract ActorPath Path { get; }

    public abstract IInternalActorRef Parent { get; }

    public abstract ActorSystemCore? Home { get; }

    public virtual bool IsTerminated => false;

    public abstract void Tell(object message, IActorRef? sender);

    public virtual void SendSystemMessage(SystemMessage message) { }

    public virtual IInternalActorRef? GetChild(string name, long uid) => null;

    public virtual bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    public override int GetHashCode() => _hash != 0 ? _hash : _hash = HashCode.Combine(Path, Path.Uid);

    public int CompareTo(IActorRef? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = string.CompareOrdinal(Path.ToString(), other.Path.ToString());
        return order != 0 ? order : Path.Uid.CompareTo(other.Path.Uid);
    }

    public override string ToString() => $"[{Path.ToStringWithUid()}]";
}
