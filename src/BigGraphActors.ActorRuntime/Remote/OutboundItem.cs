namespace Akka.Remote;

/// <summary>What waits to be sent: a message of an actor, or one of the runtime.</summary>
internal readonly record struct OutboundItem(
    InternalActorRef Recipient, object? Message, IActorRef? Sender, SystemMessage? System);
