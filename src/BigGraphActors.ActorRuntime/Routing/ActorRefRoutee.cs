namespace Akka.Routing;

/// <summary>An actor behind a router.</summary>
/// <param name="actor">The actor.</param>
public sealed class ActorRefRoutee(IActorRef actor) : Routee
{
    /// <summary>The actor.</summary>
    public IActorRef Actor { get; } = actor;

    internal override int Load => Actor is LocalActorRef local ? local.Cell.Load : 0;

    /// <inheritdoc/>
    public override void Send(object message, IActorRef? sender) => Actor.Tell(message, sender);
}
