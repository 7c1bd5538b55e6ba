namespace Akka.Actor;

/// <summary>How a supervisor deals with failing children.</summary>
/// <remarks>May differ: strategies are the two of this namespace; there is nothing to override.</remarks>
public abstract class SupervisorStrategy
{
    /// <summary>
    /// Restart; but stop on <see cref="ActorInitializationException"/>, <see cref="ActorKilledException"/> and
    /// <see cref="DeathPactException"/>.
    /// </summary>
    public static readonly IDecider DefaultDecider = new LocalOnlyDecider(static cause => cause switch
    {
        ActorInitializationException or ActorKilledException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    });

    /// <summary>One for one with the default decider and no limit.</summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider.Decide);

    /// <summary>Every failing child is stopped.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(static _ => Directive.Stop);

    private readonly bool _loggingEnabled;

    private protected SupervisorStrategy(int maxRetries, int windowMilliseconds, IDecider decider, bool loggingEnabled)
    {
        MaxNumberOfRetries = maxRetries;
        WithinTimeRangeMilliseconds = windowMilliseconds;
        Decider = decider;
        _loggingEnabled = loggingEnabled;
    }

    /// <summary>Chooses the directive.</summary>
    public IDecider Decider { get; }

    /// <summary>Restarts allowed within the window; negative for no limit. One more stops the child.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>Length of the window; 0 or less counts for ever.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <summary>Acts on a failure.</summary>
    /// <returns>False to escalate.</returns>
    internal bool HandleFailure(ActorCell supervisor, IActorRef child, Exception cause, ChildStats stats,
        IReadOnlyList<ChildStats> all)
    {
        var directive = Decider.Decide(cause);
        Log(supervisor, child, cause, directive);
        switch (directive)
        {
            case Directive.Escalate:
                return false;
            case Directive.Resume:
                stats.Child.SendSystemMessage(new Dispatch.Resume(true));
                return true;
            default:
                ProcessFailure(supervisor, directive == Directive.Restart, cause, stats, all);
                return true;
        }
    }

    internal virtual void HandleChildTerminated(ActorCell supervisor, IActorRef child,
        IReadOnlyList<LocalActorRef> children) { }

    private protected static int Milliseconds(TimeSpan? window) =>
        window is { } span ? (int)span.TotalMilliseconds : -1;

    private protected static void Restart(LocalActorRef child, Exception cause, bool suspendFirst)
    {
        if (suspendFirst)
        {
            child.SendSystemMessage(new Dispatch.Suspend());
        }

        child.SendSystemMessage(new Dispatch.Recreate(cause));
    }

    private protected abstract void ProcessFailure(
        ActorCell supervisor, bool restart, Exception cause, ChildStats failed, IReadOnlyList<ChildStats> all);

    private void Log(ActorCell supervisor, IActorRef child, Exception cause, Directive directive)
    {
        if (!_loggingEnabled || directive == Directive.Escalate)
        {
            return;
        }

        var text = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
        LogEvent entry = directive == Directive.Resume
            ? new Warning(null, child.Path.ToString(), GetType(), text)
            : new Error(cause, child.Path.ToString(), GetType(), text);
        supervisor.System.EventStream.Publish(entry);
    }
}
