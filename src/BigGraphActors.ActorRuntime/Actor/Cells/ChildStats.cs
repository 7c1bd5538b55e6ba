namespace Akka.Actor.Cells;

/// <summary>How often one child was restarted lately.</summary>
internal sealed class ChildStats(LocalActorRef child)
{
    private int _retries;
    private long _windowStart;

    public LocalActorRef Child { get; } = child;

    /// <summary>Counts one more restart, if the limits allow it.</summary>
    /// <param name="maxRetries">Negative: no limit.</param>
    /// <param name="window">Null: the count is never forgotten.</param>
    public bool RequestRestart(int maxRetries, TimeSpan? window)
    {
        if (maxRetries == 0)
        {
            return false;
        }

        if (window is not { } span)
        {
            return maxRetries < 0 || ++_retries <= maxRetries;
        }

        var now = Environment.TickCount64;
        if (_retries == 0 || now - _windowStart > span.TotalMilliseconds)
        {
            (_windowStart, _retries) = (now, 1);
            return true;
        }

        return ++_retries <= Math.Max(1, maxRetries);
    }
}
