using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>A bucket that is done in its pass.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Term">The lease it was trained under.</param>
/// <param name="Trainer">Node of the trainer that trained it.</param>
/// <param name="Index">Number of the bucket in the run.</param>
/// <param name="Remaining">Buckets of the pass that nobody had been given when it was granted.</param>
/// <param name="Figures">Edges, loss, times and statistics of the training.</param>
internal sealed record CompletedBucket(
    Bucket Bucket, long Term, NodeName Trainer, long Index, int Remaining, BucketFigures Figures)
{
    /// <summary>The engine's report, for <c>training_stats.json</c>.</summary>
    public BucketReport ToReport(PassPosition position) =>
        Figures.ToReport(new BucketLease(Bucket, position, Index, Remaining, Term));
}
