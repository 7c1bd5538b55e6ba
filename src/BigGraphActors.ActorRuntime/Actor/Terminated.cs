namespace Akka.Actor;

/// <summary>A watched actor has stopped, or its node was removed. Sent once, to watchers only.</summary>
/// <remarks>Not handling it fails the watcher with <see cref="DeathPactException"/>.</remarks>
/// <param name="ActorRef">Who stopped.</param>
/// <param name="ExistenceConfirmed">
/// False when nobody can tell whether the actor ever lived: it was dead before the watch came.
/// </param>
/// <param name="AddressTerminated">True when the whole node went, and with it the actor.</param>
public sealed record Terminated(IActorRef ActorRef, bool ExistenceConfirmed, bool AddressTerminated)
    : IAutoReceivedMessage, IDeadLetterSuppression
{
    /// <inheritdoc/>
    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}
