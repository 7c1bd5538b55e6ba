using BigGraphActors.Engine.Training;

namespace BigGraphActors.Engine.Ports;

/// <summary>Says which bucket may be trained next.</summary>
/// <remarks>
/// Called from the trainer's own thread, once for each bucket; a call may wait. On one machine a queue answers, in a
/// cluster the lock singleton. Every call may be repeated: a repeated completion of a lease changes nothing.
/// </remarks>
public interface IBucketSource
{
    /// <summary>Waits for the next bucket.</summary>
    /// <param name="stop">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>A lease, or none when the pass has no bucket left.</returns>
    BucketLease? Acquire(CancellationToken stop);

    /// <summary>Gives a trained bucket back, after its tables were checked in or kept.</summary>
    /// <param name="lease">What was acquired.</param>
    /// <param name="report">What training it found.</param>
    void Complete(BucketLease lease, BucketReport report);

    /// <summary>Gives a bucket back that was not trained.</summary>
    /// <param name="lease">What was acquired.</param>
    /// <param name="reason">Why, for people.</param>
    void GiveUp(BucketLease lease, string reason);
}
