using System.Collections.Immutable;
using System.Text.Json.Serialization;
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
