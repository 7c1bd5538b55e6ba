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
