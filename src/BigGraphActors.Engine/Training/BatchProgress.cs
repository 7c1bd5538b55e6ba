using System.Diagnostics;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training.Events;

namespace BigGraphActors.Engine.Training;

/// <summary>Counts the edges of a bucket that all threads train, and tells of it a few times a second.</summary>
internal sealed class BatchProgress(BucketLease lease, Action<TrainingEvent> observer)
{
    private static readonly long Interval = Stopwatch.Frequency / 5;

    private long _done;
    private long _due = Stopwatch.GetTimestamp();

    /// <summary>Adds a batch's edges.</summary>
    public void Count(int edges)
    {
        long total = Interlocked.Add(ref _done, edges);
        long due = Volatile.Read(ref _due);
        long now = Stopwatch.GetTimestamp();
        if (now >= due && Interlocked.CompareExchange(ref _due, now + Interval, due) == due)
        {
            observer(new BucketAdvanced(lease, total));
        }
    }
}
