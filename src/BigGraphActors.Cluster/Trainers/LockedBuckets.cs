using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>The cluster's answer to <see cref="IBucketSource"/>: the lock singleton.</summary>
/// <param name="client">Asks the lock.</param>
/// <param name="held">What this node has in memory, so that the lock can prefer buckets near it.</param>
/// <param name="stop">Ends every wait.</param>
internal sealed class LockedBuckets(
    LockClient client, Func<IReadOnlyList<PartitionGeneration>> held, CancellationToken stop) : IBucketSource
{
    /// <summary>Called with a finished bucket before it is handed in; makes durable what is not a table.</summary>
    public Action<BucketLease> BeforeHandIn { get; set; } = _ => { };

    /// <summary>Whether the node leaves the cluster, so that no failure counts any more.</summary>
    public Func<bool> IsLeaving { get; set; } = () => false;

    /// <inheritdoc/>
    public BucketLease? Acquire(CancellationToken cancel)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        return client.Acquire(held(), ahead: false, both.Token);
    }

    /// <inheritdoc/>
    public BucketLease? TryAcquireNext(BucketLease current) => client.Acquire(held(), ahead: true, stop);

    /// <inheritdoc/>
    public void Complete(BucketLease lease, BucketReport report)
    {
        BeforeHandIn(lease);
        PartitionGeneration[] produced =
            [.. lease.Bases.Select(part => new PartitionGeneration(part.Partition, lease.Produces()))];
        bool done = client.HandIn(new FinishedBucket(lease.Term, produced, report), stop);
        if (!done)
        {
            throw new LeaseLostException(
                $"bucket {lease.Bucket} of pass {lease.Pass} was trained, but its lease had ended before");
        }
    }

    /// <inheritdoc/>
    public void GiveUp(BucketLease lease, Exception reason)
    {
        bool leaves = IsLeaving();
        bool failed = !leaves && reason is not (OperationCanceledException or LeaseLostException);
        client.GiveUp(lease.Term, reason.Message, failed, leaves);
    }
}
