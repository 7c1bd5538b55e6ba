using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Locking;

/// <summary>
/// One decision of the lock, as its ledger keeps it and as <see cref="BucketLockState.With"/> replays it.
/// </summary>
/// <remarks>Facts for events are made of these: a record is written exactly once for each decision.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "record")]
[JsonDerivedType(typeof(StateRecord), "state")]
[JsonDerivedType(typeof(GrantedRecord), "granted")]
[JsonDerivedType(typeof(CompletedRecord), "completed")]
[JsonDerivedType(typeof(EndedRecord), "ended")]
[JsonDerivedType(typeof(PublishedRecord), "published")]
[JsonDerivedType(typeof(RunEndedRecord), "run-ended")]
internal abstract record LedgerRecord;

/// <summary>All that is known; the first record of every incarnation.</summary>
internal sealed record StateRecord : LedgerRecord
{
    /// <summary>The run that wrote it.</summary>
    public required string RunId { get; init; }

    /// <summary>Tells whether buckets and passes still mean the same: <see cref="LockPlan.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The committed version.</summary>
    public required long Published { get; init; }

    /// <summary>Leases that have not ended.</summary>
    public required IReadOnlyList<LiveLease> Live { get; init; }

    /// <summary>What was done in the last published pass and in those after it.</summary>
    public required IReadOnlyList<PassRecord> Passes { get; init; }

    /// <summary>The highest request of each trainer that was granted.</summary>
    public required IReadOnlyList<TrainerRequest> Requests { get; init; }

    /// <summary>Buckets that went wrong.</summary>
    public required IReadOnlyList<BucketTrouble> Troubles { get; init; }

    /// <summary>How the run ended, if it did.</summary>
    public RunEnd? End { get; init; }
}

/// <summary>What was done in a pass.</summary>
/// <param name="Pass">Its number.</param>
/// <param name="Completed">Buckets that are done; those of a published pass have empty reports.</param>
/// <param name="Newest">The last generation of each partition in this pass.</param>
internal sealed record PassRecord(
    long Pass, IReadOnlyList<CompletedBucket> Completed, IReadOnlyList<PartitionGeneration> Newest);

/// <summary>A trainer's highest granted request.</summary>
internal sealed record TrainerRequest(NodeName Trainer, long Request);

/// <summary>A bucket was granted.</summary>
/// <param name="Lease">To whom, and what.</param>
internal sealed record GrantedRecord(LiveLease Lease) : LedgerRecord;

/// <summary>Buckets are done: their generations are the current ones from here on.</summary>
/// <param name="Buckets">In the order of training; all of them, or none, took effect.</param>
internal sealed record CompletedRecord(IReadOnlyList<FinishedBucket> Buckets) : LedgerRecord;

/// <summary>Leases ended without their buckets being done.</summary>
/// <param name="Terms">The lease that it began with, then those that built on it.</param>
/// <param name="Trainer">Node of the trainer that held them.</param>
/// <param name="Cause">Why the first one ended.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="Counts">Whether it counts against the first one's bucket.</param>
internal sealed record EndedRecord(
    IReadOnlyList<long> Terms, NodeName Trainer, LeaseEnd Cause, string Reason, bool Counts) : LedgerRecord;

/// <summary>A version became the committed one.</summary>
/// <param name="Version">Number of the version.</param>
internal sealed record PublishedRecord(long Version) : LedgerRecord;

/// <summary>The run ended before all passes were done.</summary>
/// <param name="End">Whether it failed, with the reason.</param>
internal sealed record RunEndedRecord(RunEnd End) : LedgerRecord;
