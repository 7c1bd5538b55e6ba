using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Local;

/// <summary>One machine's answer to <see cref="IBucketSource"/>: the buckets of a pass in a fixed order.</summary>
/// <remarks>PBG: <c>SingleMachineBucketScheduler</c>. One call at a time.</remarks>
public sealed class LocalBucketSource : IBucketSource
{
    private readonly PassPosition _position;
    private readonly long _firstIndex;
    private readonly Queue<Bucket> _waiting;
    private readonly int _total;
    private readonly List<BucketReport> _reports = [];

    /// <summary>Queues the buckets of a pass.</summary>
    /// <param name="buckets">Every bucket once, in the order to train them.</param>
    /// <param name="position">Epoch, edge path and slice.</param>
    /// <param name="pass">Number of the pass in the run, from 0.</param>
    public LocalBucketSource(IReadOnlyList<Bucket> buckets, PassPosition position, long pass)
    {
        _waiting = new Queue<Bucket>(buckets);
        _position = position;
        _total = buckets.Count;
        _firstIndex = pass * buckets.Count;
    }

    /// <summary>What was trained so far, in order.</summary>
    public IReadOnlyList<BucketReport> Reports => _reports;

    /// <inheritdoc/>
    public BucketLease? Acquire(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (!_waiting.TryDequeue(out Bucket bucket))
        {
            return null;
        }

        // PBG: (pass + 1) * total - remaining - 1.
        long index = _firstIndex + _total - _waiting.Count - 1;
        return new BucketLease(bucket, _position, index, _waiting.Count, Term: index + 1);
    }

    /// <inheritdoc/>
    public BucketLease? TryAcquireAhead(BucketLease current) => Acquire(CancellationToken.None);

    /// <inheritdoc/>
    public void Complete(BucketLease lease, BucketReport report)
    {
        if (_reports.All(known => known.Lease.Index != lease.Index))
        {
            _reports.Add(report);
        }
    }

    /// <inheritdoc/>
    public void GiveUp(BucketLease lease, Exception reason)
    {
        // On one machine a failed bucket ends the run; the checkpoint's last version stands.
    }
}
