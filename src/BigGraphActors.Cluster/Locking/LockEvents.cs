using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Locking;

/// <summary>Makes events of the lock's decisions.</summary>
/// <param name="publish">Takes them, in order.</param>
/// <param name="clock">Tells how long passes take.</param>
internal sealed class LockEvents(Action<RunEvent> publish, TimeProvider clock)
{
    private readonly Dictionary<long, long> _startedAt = [];
    private long _finishedAt;

    /// <summary>Publishes what a decision means; after it was performed.</summary>
    public void Publish(BucketLockState before, LockDecision decision)
    {
        foreach (LedgerRecord record in decision.Records)
        {
            switch (record)
            {
                case GrantedRecord granted when !_startedAt.ContainsKey(granted.Lease.Lease.Pass):
                    StartPass(granted.Lease.Lease);
                    break;
                case EndedRecord ended when ended.Cause != LeaseEnd.GivenUp:
                    PublishLost(before, ended);
                    break;
            }
        }

        foreach (PublishPass whole in decision.Effects.OfType<PublishPass>())
        {
            FinishPass(whole.Publication);
        }
    }

    private void StartPass(BucketLease lease)
    {
        _startedAt[lease.Pass] = clock.GetTimestamp();
        publish(new PassStarted(
            lease.Pass, lease.Position.Epoch, lease.Position.EdgePath, lease.Position.EdgeSlice));
    }

    private void FinishPass(Publication whole)
    {
        long pass = whole.Version - 1;
        BatchStatistics sums = whole.Buckets
            .Aggregate(default(BatchStatistics), (sum, bucket) => sum + bucket.Report.Training);
        publish(new PassFinished(
            pass,
            whole.Position.Epoch,
            whole.Position.EdgePath,
            whole.Position.EdgeSlice,
            sums.Count,
            sums.LossPerEdge,
            whole.Buckets.Sum(bucket => bucket.Report.TrainingTime.TotalSeconds),
            SecondsOf(pass)));
        _finishedAt = clock.GetTimestamp();
        _startedAt.Remove(pass - 2);
    }

    /// <summary>Passes overlap: what two of them shared belongs to the first, so that their times add up.</summary>
    private double SecondsOf(long pass) => _startedAt.TryGetValue(pass, out long started)
        ? clock.GetElapsedTime(Math.Max(started, _finishedAt)).TotalSeconds
        : 0;

    private void PublishLost(BucketLockState before, EndedRecord ended)
    {
        foreach (long term in ended.Terms)
        {
            if (before.Live.TryGetValue(term, out LiveLease? lease))
            {
                publish(new LeaseLost(lease.Lease.Bucket, term, ended.Trainer.Value, ended.Reason));
            }
        }
    }
}
