namespace Akka.Actor;

/// <summary>How a supervisor deals with failing children.</summary>
/// <remarks>May differ: there is one strategy, <see cref="OneForOneStrategy"/>, and nothing to override.</remarks>
public abstract class SupervisorStrategy
{
    /// <summary>
    /// One for one without a limit: stop on <see cref="ActorInitializationException"/>,
    /// <see cref="ActorKilledException"/> and <see cref="DeathPactException"/>, else restart.
    /// </summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(static cause =>
        cause is ActorInitializationException or ActorKilledException or DeathPactException
            ? Directive.Stop
            : Directive.Restart);

    private protected SupervisorStrategy() { }

    /// <summary>Acts on a failure.</summary>
    /// <returns>False to escalate.</returns>
    internal abstract bool HandleFailure(ActorCell supervisor, Exception cause, ChildStats failed);
}
