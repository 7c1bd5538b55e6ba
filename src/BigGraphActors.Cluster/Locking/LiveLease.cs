using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Locking;

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
