using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;

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

    /// <summary>Acquires the bucket after the one in training, so that it can be prefetched. Does not wait.</summary>
    /// <param name="current">The lease in training; the next one preferably shares a partition with it.</param>
    /// <returns>A lease, or none when there is none to be had now.</returns>
    BucketLease? TryAcquireNext(BucketLease current);

    /// <summary>Reports that a bucket is trained, after its tables were checked in or kept.</summary>
    /// <param name="lease">A lease that this source gave and that nobody has given back.</param>
    /// <param name="report">What training it found.</param>
    /// <exception cref="LeaseLostException">When the lease was given to another trainer meanwhile.</exception>
    void Complete(BucketLease lease, BucketReport report);

    /// <summary>Returns a bucket that was not trained.</summary>
    /// <param name="lease">A lease that this source gave and that nobody has given back.</param>
    /// <param name="reason">
    /// What ended it; an <see cref="OperationCanceledException"/> or <see cref="LeaseLostException"/> is no fault of
    /// the bucket.
    /// </param>
    void GiveUp(BucketLease lease, Exception reason);
}

/// <summary>The right to train one bucket.</summary>
public sealed record BucketLease
{
    /// <summary>The pair of partitions to train.</summary>
    public required Bucket Bucket { get; init; }

    /// <summary>Number of the pass, from 0 over the life of the checkpoint.</summary>
    public required long Pass { get; init; }

    /// <summary>Epoch, edge path and edge slice of the pass.</summary>
    public required PassPosition Position { get; init; }

    /// <summary>Number of the bucket in the run, from 0. PBG: <c>index</c> of the statistics.</summary>
    public required long Index { get; init; }

    /// <summary>Buckets of the pass that nobody had been given yet.</summary>
    public required int Remaining { get; init; }

    /// <summary>
    /// Fencing number: grows with each grant over the whole life of the checkpoint directory; a stale one is refused.
    /// </summary>
    public required long Term { get; init; }

    /// <summary>
    /// Every partition of the bucket, and the bytes to start from. A base of a term that the trainer itself holds is
    /// in its memory, and need not be durable yet.
    /// </summary>
    public required PartitionGeneration[] Bases { get; init; }

    /// <summary>
    /// The newest bucket of all that is done, when this was granted: where one trainer at a time has the shared
    /// parameters under its lease, it left them.
    /// </summary>
    public Generation LastDone { get; init; } = Generation.Published(0);

    /// <summary>What training under this lease makes of the partitions.</summary>
    public Generation Produces() => new(Pass, Term);
}

/// <summary>Where in a run a pass over all buckets is.</summary>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
/// <remarks>PBG: <c>IterationManager</c>; a checkpoint's version is the number of passes done.</remarks>
public readonly record struct PassPosition(int Epoch, int EdgePath, int EdgeSlice)
{
    /// <summary>The position of a pass by its number.</summary>
    /// <param name="pass">Passes done before it; the checkpoint's version.</param>
    /// <param name="edgePaths">Edge paths of the run, at least 1.</param>
    /// <param name="edgeSlices">Edge slices of the run, at least 1.</param>
    public static PassPosition Of(long pass, int edgePaths, int edgeSlices) => new(
        (int)(pass / edgeSlices / edgePaths), (int)(pass / edgeSlices % edgePaths), (int)(pass % edgeSlices));
}

/// <summary>What training one bucket found, as the trainer tells it, the lock keeps it and a pass sums it up.</summary>
public sealed record BucketReport
{
    /// <summary>Sums over the edges trained.</summary>
    public BatchStatistics Training { get; init; }

    /// <summary>Evaluation of the held-out edges before training, or none without such edges.</summary>
    public RankingSums? HeldOutBefore { get; init; }

    /// <summary>Evaluation of the held-out edges after training.</summary>
    public RankingSums? HeldOutAfter { get; init; }

    /// <summary>Time in the HOGWILD threads, by the clock.</summary>
    public TimeSpan TrainingTime { get; init; }

    /// <summary>Time spent on evaluating held-out edges.</summary>
    public TimeSpan EvaluationTime { get; init; }

    /// <summary>Time in which the threads stood still because no bucket was to be had.</summary>
    public TimeSpan WaitTime { get; init; }

    /// <summary>Time in which the threads stood still for edges and tables to be read, copied or written.</summary>
    /// <remarks>
    /// With the times of training, evaluation and waiting, all of the loop's time from the end of the bucket before.
    /// </remarks>
    public TimeSpan InputOutputTime { get; init; }

    /// <summary>Time of reading and writing beside the training of other buckets.</summary>
    public TimeSpan OverlappedTime { get; init; }

    /// <summary>Bytes of edges and tables read, and of tables to be written.</summary>
    public long InputOutputBytes { get; init; }
}

/// <summary>
/// A trainer's lease is no longer valid: what it trained is dropped, and it may ask for another bucket.
/// </summary>
/// <remarks>No fault of the trainer: it was silent for too long, or cut off from the others.</remarks>
public sealed class LeaseLostException : Exception
{
    /// <summary>Says which lease, and why.</summary>
    public LeaseLostException(string message)
        : base(message)
    {
    }
}
