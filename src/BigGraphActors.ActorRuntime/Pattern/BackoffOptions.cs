namespace Akka.Pattern;

/// <summary>How a <see cref="BackoffSupervisor"/> brings its child back.</summary>
/// <remarks>May differ: only the options used here are offered.</remarks>
public sealed record BackoffOptions
{
    internal BackoffOptions(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBackoff, minBackoff);
        (ChildProps, ChildName, MinBackoff, MaxBackoff) = (childProps, childName, minBackoff, maxBackoff);
        AutoReset = minBackoff;
    }

    internal Props ChildProps { get; }

    internal string ChildName { get; }

    internal TimeSpan MinBackoff { get; }

    internal TimeSpan MaxBackoff { get; }

    internal bool OnFailure { get; init; }

    internal double RandomFactor { get; init; }

    internal int MaxRetries { get; init; } = -1;

    internal TimeSpan? AutoReset { get; private init; }

    internal object? ReplyWhileStopped { get; private init; }

    /// <summary>
    /// Forgets past failures only when the child sends <see cref="BackoffSupervisor.Reset"/> to its parent.
    /// </summary>
    public BackoffOptions WithManualReset() => this with { AutoReset = null };

    /// <summary>Answers messages while the child is down; otherwise they are dead letters.</summary>
    public BackoffOptions WithReplyWhileStopped(object replyWhileStopped) =>
        this with { ReplyWhileStopped = replyWhileStopped };

    /// <summary>The delay before the restart with this number, from 0.</summary>
    internal TimeSpan Delay(int restart, double random)
    {
        var doubled = MinBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(restart, 30));
        var limited = Math.Min(MaxBackoff.TotalMilliseconds, doubled);
        return TimeSpan.FromMilliseconds(limited * (1 + (random * RandomFactor)));
    }
}
