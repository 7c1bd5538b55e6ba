using System.Collections.Concurrent;
using System.Diagnostics;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Engine.Ports;
using Told = BigGraphActors.Engine.Training.Events;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Turns what the engine tells into the cluster's events.</summary>
/// <param name="publish">Signs and publishes.</param>
/// <param name="threads">HOGWILD threads.</param>
internal sealed class TrainerEvents(Action<RunEvent> publish, int threads)
{
    private static readonly long Interval = Stopwatch.Frequency / 2;

    private readonly ConcurrentDictionary<long, long> _passOf = new();
    private long _nextAdvance;

    /// <summary>Takes one; from any thread.</summary>
    public void Tell(Told.TrainingEvent happened, LockedBuckets buckets)
    {
        switch (happened)
        {
            case Told.BucketStarted started:
                GrantedLease granted = buckets.GrantOf(started.Lease);
                _passOf[granted.Term] = granted.Pass;
                publish(Of(started, granted));
                break;
            case Told.BucketAdvanced advanced when IsDue():
                publish(new BucketAdvanced(
                    advanced.Lease.Bucket,
                    _passOf[advanced.Lease.Term],
                    advanced.Lease.Term,
                    advanced.EdgesDone));
                break;
            case Told.BucketTrained trained:
                _passOf.TryRemove(trained.Report.Lease.Term, out long pass);
                publish(Of(trained.Report, pass));
                break;
        }
    }

    private BucketStarted Of(Told.BucketStarted started, GrantedLease lease) => new(
        lease.Bucket,
        lease.Pass,
        lease.Position.Epoch,
        lease.Position.EdgePath,
        lease.Position.EdgeSlice,
        lease.Term,
        started.Edges,
        threads);

    private static BucketTrained Of(BucketReport report, long pass) => new(
        report.Lease.Bucket,
        pass,
        report.Lease.Position.Epoch,
        report.Lease.Position.EdgePath,
        report.Lease.Position.EdgeSlice,
        report.Lease.Term,
        report.Training.Count,
        report.Training.LossPerEdge,
        report.TrainingTime.TotalSeconds,
        report.EvaluationTime.TotalSeconds,
        report.WaitTime.TotalSeconds,
        report.InputOutputTime.TotalSeconds,
        report.OverlappedTime.TotalSeconds,
        report.InputOutputBytes);

    private bool IsDue()
    {
        long now = Stopwatch.GetTimestamp();
        long due = Volatile.Read(ref _nextAdvance);
        return now >= due && Interlocked.CompareExchange(ref _nextAdvance, now + Interval, due) == due;
    }
}
