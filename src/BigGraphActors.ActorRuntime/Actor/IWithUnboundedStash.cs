namespace Akka.Actor;

/// <summary>An actor with a stash without a limit, as all are here.</summary>
public interface IWithUnboundedStash : IActorStash;
