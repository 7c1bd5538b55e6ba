using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Ports;

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
