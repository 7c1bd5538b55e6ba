namespace Akka.Actor;

/// <summary>When a watcher leaves <see cref="Terminated"/> unhandled.</summary>
/// <param name="deadActor">Who was watched.</param>
public sealed class DeathPactException(IActorRef deadActor)
    : AkkaException($"Monitored actor [{deadActor}] terminated");
