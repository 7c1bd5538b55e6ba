namespace Akka.Actor;

/// <summary>What the runtime itself asks of a reference; its identity is path and incarnation.</summary>
internal abstract class InternalActorRef : IActorRef
{
    private int _hash;

    public abstract ActorPath Path { get; }

    /// <summary>The reference one level up; itself at the root.</summary>
    public abstract InternalActorRef Parent { get; }

    /// <summary>The system in this process that the reference belongs to.</summary>
    public abstract ActorSystemCore Home { get; }

    /// <summary>Whether the actor has stopped, as far as this process knows.</summary>
    public virtual bool IsTerminated => false;

    public abstract void Tell(object message, IActorRef? sender);

    /// <summary>A system message overtakes all user messages and is delivered even to a suspended actor.</summary>
    public abstract void SendSystemMessage(SystemMessage message);

    /// <summary>A child by name and, unless 0, incarnation; null when there is none.</summary>
    public virtual InternalActorRef? GetChild(string name, long uid) => null;

    public virtual bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    public override int GetHashCode() => _hash != 0 ? _hash : _hash = HashCode.Combine(Path, Path.Uid);

    public int CompareTo(IActorRef? other)
    {
        var order = string.CompareOrdinal(Path.ToString(), other?.Path.ToString());
        return order != 0 ? order : Path.Uid.CompareTo(other!.Path.Uid);
    }

    public override string ToString() => $"[{Path.ToStringWithUid()}]";
}
