using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Engine.Training;

/// <summary>What training one bucket found.</summary>
public sealed record BucketReport
{
    /// <summary>The lease it was trained under.</summary>
    public required BucketLease Lease { get; init; }

    /// <summary>Sums over the edges trained.</summary>
    public required BatchStatistics Training { get; init; }

    /// <summary>Evaluation of the held-out edges before training, or none without such edges.</summary>
    public RankingSums? HeldOutBefore { get; init; }

    /// <summary>Evaluation of the held-out edges after training.</summary>
    public RankingSums? HeldOutAfter { get; init; }

    /// <summary>Time in the HOGWILD threads, by the clock.</summary>
    public required TimeSpan TrainingTime { get; init; }

    /// <summary>Time spent on evaluating held-out edges.</summary>
    public TimeSpan EvaluationTime { get; init; }

    /// <summary>Time spent on reading edges and on checking tables in and out.</summary>
    public TimeSpan InputOutputTime { get; init; }

    /// <summary>Bytes of edges and tables moved in that time.</summary>
    public long InputOutputBytes { get; init; }
}
