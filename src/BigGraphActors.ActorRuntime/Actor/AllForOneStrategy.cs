using Akka.Actor.Cells;

namespace Akka.Actor;

/// <summary>
/// A failure of one child restarts or stops all of them; for children that cannot go on without each other.
/// </summary>
public sealed class AllForOneStrategy : SupervisorStrategy
{
    /// <summary>
    /// At most so many restarts in a window, counted over all children; the next failure stops them all.
    /// </summary>
    /// <param name="maxNrOfRetries">Null or negative: no limit.</param>
    /// <param name="withinTimeRange">Null: counted for ever.</param>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception,
        Directive> localOnlyDecider)
        : base(maxNrOfRetries ?? -1, Milliseconds(withinTimeRange), new LocalOnlyDecider(localOnlyDecider), true)
    {
    }

    private protected override void ProcessFailure(
        ActorCell supervisor, bool restart, Exception cause, ChildStats failed, IReadOnlyList<ChildStats> all)
    {
        var allowed = true;
        foreach (var stats in all)
        {
            allowed &= stats.RequestRestart(MaxNumberOfRetries, WithinTimeRangeMilliseconds);
        }

        foreach (var stats in all)
        {
            if (restart && allowed)
            {
                Restart(stats.Child, cause, suspendFirst: !ReferenceEquals(stats, failed));
            }
            else
            {
                supervisor.Stop(stats.Child);
            }
        }
    }
}
