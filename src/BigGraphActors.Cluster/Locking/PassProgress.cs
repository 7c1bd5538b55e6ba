using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>What is done of a pass.</summary>
internal sealed record PassProgress
{
    /// <summary>Nothing yet.</summary>
    public static PassProgress Empty { get; } = new();

    /// <summary>Buckets that are done.</summary>
    public ImmutableDictionary<Bucket, CompletedBucket> Completed { get; init; } =
        ImmutableDictionary<Bucket, CompletedBucket>.Empty;

    /// <summary>The last generation of each partition in this pass; those of a whole pass are published.</summary>
    public ImmutableDictionary<PartitionId, Generation> Newest { get; init; } =
        ImmutableDictionary<PartitionId, Generation>.Empty;

    /// <summary>The pass as the ledger's first record has it.</summary>
    public PassRecord ToRecord(long pass) => new(
        pass,
        [.. Completed.Values.OrderBy(bucket => bucket.Index)],
        [
            .. Newest.OrderBy(pair => pair.Key.EntityType, StringComparer.Ordinal).ThenBy(pair => pair.Key.Index)
                .Select(pair => new PartitionGeneration(pair.Key, pair.Value)),
        ]);

    /// <summary>Rebuilds the progress from its record.</summary>
    public static PassProgress From(PassRecord record) => new()
    {
        Completed = record.Completed.ToImmutableDictionary(bucket => bucket.Bucket),
        Newest = record.Newest.ToImmutableDictionary(table => table.Partition, table => table.Generation),
    };
}

/// <summary>A lease that has not ended, and who holds it.</summary>
/// <param name="Trainer">Node of the trainer that holds it.</param>
/// <param name="Request">The request that it answers.</param>
/// <param name="Lease">The bucket, its term and what it starts from.</param>
internal sealed record LiveLease(NodeName Trainer, long Request, BucketLease Lease)
{
    /// <summary>When it ends unless it is renewed, by the lock's own clock; not kept in the ledger.</summary>
    [JsonIgnore]
    public TimeSpan Deadline { get; init; }
}

/// <summary>A trainer without a bucket that was told to wait.</summary>
/// <param name="Request">The request that was told to wait.</param>
/// <param name="Until">When it no longer counts as waiting, unless it asks again.</param>
internal sealed record WaitingRequest(AcquireBucket Request, TimeSpan Until);

/// <summary>How often a bucket went wrong since it was last done.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Failures">Trainers gave it up as failed.</param>
/// <param name="Losses">Nodes died, or fell silent, while they trained it.</param>
/// <param name="LastReason">The last time's reason, for people.</param>
internal sealed record BucketTrouble(Bucket Bucket, int Failures, int Losses, string LastReason);
