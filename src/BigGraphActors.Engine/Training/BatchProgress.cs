using System.Diagnostics;

namespace BigGraphActors.Engine.Training;

/// <summary>Counts the edges of a bucket that all threads train, and tells of it twice a second.</summary>
/// <remarks>One bucket at a time. Buckets that take less than half a second are not all told of.</remarks>
internal sealed class BatchProgress
{
    private static readonly long Interval = Stopwatch.Frequency / 2;

    private Action<long> _tell = _ => { };
    private long _done;
    private long _due = Stopwatch.GetTimestamp();

    /// <summary>Counts another bucket, from zero.</summary>
    /// <param name="tell">Is given the edges done, from any thread.</param>
    public void Begin(Action<long> tell)
    {
        _tell = tell;
        _done = 0;
    }

    /// <summary>Adds a batch's edges; from any thread.</summary>
    public void Count(int edges)
    {
        long total = Interlocked.Add(ref _done, edges);
        long due = Volatile.Read(ref _due);
        long now = Stopwatch.GetTimestamp();
        if (now >= due && Interlocked.CompareExchange(ref _due, now + Interval, due) == due)
        {
            _tell(total);
        }
    }
}
