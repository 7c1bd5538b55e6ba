using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Steps;

namespace BigGraphActors.Engine.Ports;

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
