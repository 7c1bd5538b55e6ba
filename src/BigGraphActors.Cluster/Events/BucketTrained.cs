using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Events;

/// <summary>A bucket is trained, and what it changed is durable.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Pass">Number of the pass, from 0.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
/// <param name="Term">Term of its lease.</param>
/// <param name="Edges">Edges trained.</param>
/// <param name="Loss">Mean loss of an edge.</param>
/// <param name="TrainingSeconds">Time in HOGWILD threads.</param>
/// <param name="EvaluationSeconds">Time on held-out edges.</param>
/// <param name="WaitSeconds">Time in which no bucket was to be had.</param>
/// <param name="InputOutputSeconds">Time in which threads stood still for bytes; the four make the wall time.</param>
/// <param name="OverlappedSeconds">Time of input and output beside the training of other buckets.</param>
/// <param name="InputOutputBytes">Bytes of edges and tables moved.</param>
public sealed record BucketTrained(
    Bucket Bucket,
    long Pass,
    int Epoch,
    int EdgePath,
    int EdgeSlice,
    long Term,
    long Edges,
    double Loss,
    double TrainingSeconds,
    double EvaluationSeconds,
    double WaitSeconds,
    double InputOutputSeconds,
    double OverlappedSeconds,
    long InputOutputBytes) : RunEvent
{
    /// <summary>Edges trained in a second of training.</summary>
    public double EdgesPerSecond => TrainingSeconds > 0 ? Edges / TrainingSeconds : 0;
}
