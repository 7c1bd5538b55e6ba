using System.Collections.Concurrent;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>The cluster's answer to <see cref="IBucketSource"/>: the lock singleton.</summary>
/// <param name="client">Asks the lock.</param>
/// <param name="held">What this node has in memory, so that the lock can prefer buckets near it.</param>
/// <param name="stop">Ends every wait.</param>
internal sealed class LockedBuckets(
    LockClient client, Func<IReadOnlyList<PartitionGeneration>> held, CancellationToken stop) : IBucketSource
{
    private readonly ConcurrentDictionary<long, GrantedLease> _granted = new();

    /// <summary>Called with a finished bucket before it is handed in; makes durable what is not a table.</summary>
    public Action<GrantedLease> BeforeHandIn { get; set; } = _ => { };

    /// <summary>Whether the node leaves the cluster, so that no failure counts any more.</summary>
    public Func<bool> IsLeaving { get; set; } = () => false;

    /// <summary>What the lock said with a lease.</summary>
    public GrantedLease GrantOf(BucketLease lease) => _granted[lease.Term];

    /// <inheritdoc/>
    public BucketLease? Acquire(CancellationToken cancel)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        return Remember(client.Acquire(held(), ahead: false, both.Token));
    }

    /// <inheritdoc/>
    public BucketLease? TryAcquireAhead(BucketLease current) =>
        Remember(client.Acquire(held(), ahead: true, stop));

    /// <inheritdoc/>
    public void Complete(BucketLease lease, BucketReport report)
    {
        if (!_granted.TryGetValue(lease.Term, out GrantedLease? granted))
        {
            // It was completed or given up before.
            return;
        }

        BeforeHandIn(granted);
        PartitionGeneration[] produced =
            [.. granted.Bases.Select(part => new PartitionGeneration(part.Partition, granted.Produces()))];
        bool done = client.HandIn(new FinishedBucket(lease.Term, produced, BucketFigures.Of(report)), stop);
        _granted.TryRemove(lease.Term, out _);
        if (!done)
        {
            throw new LeaseLostException(
                $"bucket {lease.Bucket} of pass {granted.Pass} was trained, but its lease had ended before");
        }
    }

    /// <inheritdoc/>
    public void GiveUp(BucketLease lease, Exception reason)
    {
        _granted.TryRemove(lease.Term, out _);
        bool leaves = IsLeaving();
        bool failed = !leaves && reason is not (OperationCanceledException or LeaseLostException);
        client.GiveUp(lease.Term, reason.Message, failed, leaves);
    }

    private BucketLease? Remember(GrantedLease? granted)
    {
        if (granted is null)
        {
            return null;
        }

        _granted[granted.Term] = granted;
        return granted.ToBucketLease();
    }
}
