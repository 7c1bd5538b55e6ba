namespace Akka.Actor;

/// <summary>
/// A handle to one incarnation of an actor, in this process or another; may be kept, compared and sent.
/// </summary>
/// <remarks>
/// May differ: it is not surrogated; a serializer writes
/// <see cref="Akka.Serialization.Serialization.SerializedActorPath"/>.
/// </remarks>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>
{
    /// <summary>The actor's path, with the incarnation's number.</summary>
    ActorPath Path { get; }
}
