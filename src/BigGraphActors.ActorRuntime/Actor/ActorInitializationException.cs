namespace Akka.Actor;

/// <summary>When an actor's constructor or <c>PreStart</c> throws; the default decider stops the actor.</summary>
/// <param name="actor">Who did not start; null when it is unknown.</param>
/// <param name="message">What happened.</param>
/// <param name="cause">What the constructor threw.</param>
public class ActorInitializationException(IActorRef? actor, string message, Exception? cause = null)
    : AkkaException(actor is null ? message : $"{actor}: {message}", cause);
