namespace Akka.Actor;

/// <summary>A failure concerns the failing child only.</summary>
public sealed class OneForOneStrategy : SupervisorStrategy
{
    private readonly int _maxRetries;
    private readonly TimeSpan? _window;
    private readonly bool _loggingEnabled;

    /// <summary>No limit of restarts.</summary>
    /// <param name="localOnlyDecider">Chooses the directive, on the supervisor's turn.</param>
    /// <param name="loggingEnabled">Whether failures are logged.</param>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(null, null, localOnlyDecider) => _loggingEnabled = loggingEnabled;

    /// <summary>At most so many restarts in a window; the next failure stops the child.</summary>
    /// <param name="maxNrOfRetries">Null or negative: no limit.</param>
    /// <param name="withinTimeRange">Null: counted for ever.</param>
    /// <param name="localOnlyDecider">Chooses the directive, on the supervisor's turn.</param>
    public OneForOneStrategy(
        int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider) =>
        (_maxRetries, _window, Decide, _loggingEnabled) =
            (maxNrOfRetries ?? -1, withinTimeRange, localOnlyDecider, true);

    internal Func<Exception, Directive> Decide { get; }

    internal override bool HandleFailure(ActorCell supervisor, Exception cause, ChildStats failed)
    {
        var directive = Decide(cause);
        if (directive == Directive.Escalate)
        {
            return false;
        }

        Log(failed.Child, cause, directive);
        if (directive == Directive.Resume)
        {
            failed.Child.SendSystemMessage(new Resume(true));
        }
        else if (directive == Directive.Restart && failed.RequestRestart(_maxRetries, _window))
        {
            failed.Child.SendSystemMessage(new Recreate(cause));
        }
        else
        {
            supervisor.Stop(failed.Child);
        }

        return true;
    }

    private void Log(LocalActorRef child, Exception cause, Directive directive)
    {
        if (_loggingEnabled)
        {
            var path = child.Path.ToString();
            var text = (cause as ActorInitializationException)?.InnerException?.Message ?? cause.Message;
            child.Home.EventStream.Publish(directive == Directive.Resume
                ? new Warning(null, path, GetType(), text)
                : new Error(cause, path, GetType(), text));
        }
    }
}
