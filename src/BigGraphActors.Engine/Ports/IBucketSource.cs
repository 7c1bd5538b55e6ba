namespace BigGraphActors.Engine.Ports;

/// <summary>Says which bucket may be trained next.</summary>
/// <remarks>
/// Called from the training loop's own input and output thread, one call at a time; a call may wait. The cluster's
/// lock answers. Every call may be repeated: a repeated completion changes nothing.
/// </remarks>
public interface IBucketSource
{
    /// <summary>Waits for the next bucket.</summary>
    /// <param name="stop">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>A lease, or none when there is no bucket left.</returns>
    BucketLease? Acquire(CancellationToken stop);

    /// <summary>Asks for the bucket after the one in training, without waiting.</summary>
    /// <param name="current">The lease in training; the next one preferably shares a partition with it.</param>
    /// <returns>A lease, or none when there is none to be had now.</returns>
    BucketLease? TryAcquireAhead(BucketLease current);

    /// <summary>Gives a trained bucket back, after its tables were checked in or kept.</summary>
    /// <param name="lease">A lease that this source gave and that nobody has given back.</param>
    /// <param name="report">What training it found.</param>
    /// <exception cref="LeaseLostException">When the lease was given to another trainer meanwhile.</exception>
    void Complete(BucketLease lease, BucketReport report);

    /// <summary>Gives a bucket back that was not trained.</summary>
    /// <param name="lease">A lease that this source gave and that nobody has given back.</param>
    /// <param name="reason">
    /// What ended it; an <see cref="OperationCanceledException"/> or <see cref="LeaseLostException"/> is no fault of
    /// the bucket.
    /// </param>
    void GiveUp(BucketLease lease, Exception reason);
}
