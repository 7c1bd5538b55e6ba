using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>What belongs to a version of the checkpoint.</summary>
/// <param name="Incarnation">The lock's life that decided it; a later life fences it off.</param>
/// <param name="Version">Passes done with it, from 1.</param>
/// <param name="Position">Where in the run the pass was that it ends.</param>
/// <param name="Next">Where the pass after it is; a snapshot is made by this.</param>
/// <param name="Tables">The last generation of every partition in the pass.</param>
/// <param name="Buckets">What was trained, by index, for <c>training_stats.json</c>.</param>
internal sealed record Publication(
    int Incarnation,
    long Version,
    PassPosition Position,
    PassPosition Next,
    IReadOnlyList<PartitionGeneration> Tables,
    IReadOnlyList<CompletedBucket> Buckets);

/// <summary>A bucket that is done in its pass.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Term">The lease it was trained under.</param>
/// <param name="Trainer">Node of the trainer that trained it.</param>
/// <param name="Index">Number of the bucket in the run.</param>
/// <param name="Report">Edges, loss, times and statistics of the training; <c>figures</c> in the ledger.</param>
internal sealed record CompletedBucket(
    Bucket Bucket,
    long Term,
    NodeName Trainer,
    long Index,
    [property: JsonPropertyName("figures")] BucketReport Report);

/// <summary>What the checkpoint has to know of a life of the lock that begins.</summary>
/// <param name="Incarnation">Number of the life.</param>
/// <param name="Published">The committed version.</param>
/// <param name="HasHistory">Whether the ledger says anything of this run: leases, or buckets that are done.</param>
/// <param name="Position">Where in the run the pass was that the committed version ends.</param>
/// <param name="Next">Where the pass after it is.</param>
internal sealed record CheckpointTakeover(
    int Incarnation, long Published, bool HasHistory, PassPosition Position, PassPosition Next);

/// <summary>Files that nobody needs any more may be deleted. Lock → checkpoint; repeatable.</summary>
/// <param name="Tables">Superseded generations, and those of leases that ended.</param>
internal sealed record ObsoleteTables(IReadOnlyList<PartitionGeneration> Tables);
