using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Hosting;

namespace BigGraphActors.Cluster.Locking;

/// <summary>A lease that has not ended.</summary>
/// <param name="Trainer">Node of the trainer that holds it.</param>
/// <param name="Request">The request that it answers.</param>
/// <param name="Lease">The bucket, its term and what it starts from.</param>
/// <param name="BuildsOn">
/// Terms of the trainer's own unfinished leases whose tables this one starts from; when one of them ends without being
/// done, so does this one.
/// </param>
internal sealed record LiveLease(
    NodeName Trainer, long Request, GrantedLease Lease, IReadOnlyList<long> BuildsOn)
{
    /// <summary>When it ends unless it is renewed, by the lock's own clock; not kept in the ledger.</summary>
    [JsonIgnore]
    public TimeSpan Deadline { get; init; }
}
