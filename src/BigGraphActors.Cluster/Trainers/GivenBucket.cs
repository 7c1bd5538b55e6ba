using BigGraphActors.Cluster.Locking;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>What came of asking for a bucket.</summary>
/// <param name="Lease">The lease, or none.</param>
/// <param name="End">How the run ended, when there will be no more buckets; none when there are none just now.</param>
internal sealed record GivenBucket(GrantedLease? Lease, RunEnd? End);
