namespace Akka.Actor;

/// <summary>The reference to no actor; what it is sent vanishes without a dead letter.</summary>
public sealed class Nobody : IActorRef
{
    /// <summary>The only one.</summary>
    public static readonly Nobody Instance = new();

    private Nobody() { }

    /// <inheritdoc/>
    public ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems")) / "Nobody";

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender) { }

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => 1;

    /// <inheritdoc/>
    public int CompareTo(IActorRef? other) => ReferenceEquals(this, other) ? 0 : -1;

    /// <inheritdoc/>
    public override string ToString() => "[Nobody]";
}
