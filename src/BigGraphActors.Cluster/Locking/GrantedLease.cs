using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>The right to train a bucket, as the lock grants it.</summary>
internal sealed record GrantedLease
{
    /// <summary>The pair of partitions to train.</summary>
    public required Bucket Bucket { get; init; }

    /// <summary>Number of the pass, from 0 over the life of the checkpoint.</summary>
    public required long Pass { get; init; }

    /// <summary>Epoch, edge path and edge slice of the pass.</summary>
    public required PassPosition Position { get; init; }

    /// <summary>Number of the bucket in the run. PBG: <c>index</c> of the statistics.</summary>
    public required long Index { get; init; }

    /// <summary>Buckets of the pass that nobody had been given yet.</summary>
    public required int Remaining { get; init; }

    /// <summary>Fencing number: grows with each grant over the whole life of the checkpoint directory.</summary>
    public required long Term { get; init; }

    /// <summary>How long the lease lives from its arrival on, unless it is renewed.</summary>
    public required TimeSpan Duration { get; init; }

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

    /// <summary>What training this lease produces.</summary>
    public Generation Produces() => new(Pass, Term);

    /// <summary>The lease as the engine knows it.</summary>
    public BucketLease ToBucketLease() => new(Bucket, Position, Index, Remaining, Term);
}
