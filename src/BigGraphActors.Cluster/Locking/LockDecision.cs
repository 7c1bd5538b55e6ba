using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Locking;

/// <summary>What a command leads to.</summary>
/// <param name="Next">
/// The state when <paramref name="Records"/> are in the ledger; until then the old one holds.
/// </param>
/// <param name="Records">To be appended to the ledger together, before any effect; often none.</param>
/// <param name="Effects">To be done in order, once the records are durable.</param>
/// <remarks>
/// When the ledger cannot be appended to (a full disk), the decision is dropped as a whole: the senders repeat their
/// commands, and the old state decides again.
/// </remarks>
internal sealed record LockDecision(
    BucketLockState Next, IReadOnlyList<LedgerRecord> Records, IReadOnlyList<LockEffect> Effects);

/// <summary>What is to be done about a command, once its records are in the ledger.</summary>
internal abstract record LockEffect;

/// <summary>Tell a trainer.</summary>
/// <param name="To">Its node.</param>
/// <param name="Reply">The answer; sent once.</param>
internal sealed record SendReply(NodeName To, LockReply Reply) : LockEffect;

/// <summary>
/// All buckets of a pass are done: have it published, and tell the lock by <see cref="VersionPublished"/>.
/// </summary>
/// <param name="Publication">What belongs to the version.</param>
internal sealed record PublishPass(Publication Publication) : LockEffect;

/// <summary>Files that nobody needs any more may be deleted; doing it late, twice or never harms nothing.</summary>
/// <param name="Tables">Superseded generations, and those of leases that ended.</param>
internal sealed record DeleteTables(IReadOnlyList<PartitionGeneration> Tables) : LockEffect;
