namespace Akka.Actor;

/// <summary>A failure concerns the failing child only.</summary>
public sealed class OneForOneStrategy : SupervisorStrategy
{
    /// <summary>No limit of restarts.</summary>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    /// <param name="loggingEnabled">Whether failures are logged.</param>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(-1, -1, new LocalOnlyDecider(localOnlyDecider), loggingEnabled) { }

    /// <summary>At most so many restarts in a window; the next failure stops the child.</summary>
    /// <param name="maxNrOfRetries">Null or negative: no limit.</param>
    /// <param name="withinTimeRange">Null: counted for ever.</param>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception,
        Directive> localOnlyDecider)
        : base(maxNrOfRetries ?? -1, Milliseconds(withinTimeRange), new LocalOnlyDecider(localOnlyDecider), true) { }

    /// <summary>At most so many restarts in a window; the next failure stops the child.</summary>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries ?? -1, Milliseconds(withinTimeRange), decider, true) { }

    /// <summary>At most so many restarts in a window of milliseconds; -1 for no limit or no window.</summary>
    public OneForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider,
            bool loggingEnabled = true)
        : base(maxNrOfRetries, withinTimeMilliseconds, new LocalOnlyDecider(localOnlyDecider), loggingEnabled) { }

    private protected override void ProcessFailure(
        ActorCell supervisor, bool restart, Exception cause, ChildStats failed, IReadOnlyList<ChildStats> all)
    {
        if (restart && failed.RequestRestart(MaxNumberOfRetries, WithinTimeRangeMilliseconds))
        {
            Restart(failed.Child, cause, suspendFirst: false);
        }
        else
        {
            supervisor.Stop(failed.Child);
        }
    }
}
