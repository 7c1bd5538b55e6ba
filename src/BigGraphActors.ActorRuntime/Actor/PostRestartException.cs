namespace Akka.Actor;

/// <summary>When the new instance of a restarted actor fails in its constructor or <c>PostRestart</c>.</summary>
/// <param name="actor">Who was restarted.</param>
/// <param name="cause">What the new instance threw.</param>
/// <param name="originalCause">Why it was restarted.</param>
public sealed class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor,
        $"Exception post restart ({originalCause.GetType().Name}: {originalCause.Message})", cause);
