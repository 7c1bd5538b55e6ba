using BigGraphActors.Cluster.Wire;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Locking;

/// <summary>What the bucket lock tells a trainer.</summary>
internal abstract record LockReply : IControlMessage;

/// <summary>The trainer may train a bucket until the lease ends. Answers <see cref="AcquireBucket"/>.</summary>
/// <param name="Request">The request's number. A grant that is no longer wanted is given up.</param>
/// <param name="Lease">The bucket, its term and what it starts from.</param>
internal sealed record BucketGranted(long Request, BucketLease Lease) : LockReply;

/// <summary>Nothing can be granted now. Answers <see cref="AcquireBucket"/>.</summary>
/// <param name="Request">The request's number.</param>
/// <param name="Pass">The pass being trained.</param>
/// <param name="Remaining">Its buckets that nobody was given yet.</param>
/// <param name="Reason">Why, for people: which partitions are held by whom, or what else is waited for.</param>
internal sealed record WaitForBucket(long Request, long Pass, int Remaining, string Reason) : LockReply;

/// <summary>
/// A bucket that the trainer could get may be free now: ask again. Sent to trainers that were told to wait.
/// </summary>
internal sealed record BucketsChanged : LockReply;

/// <summary>The request was answered before with a lease that has ended: take the next number.</summary>
/// <param name="Request">The request's number.</param>
internal sealed record AskAnew(long Request) : LockReply;

/// <summary>Answers <see cref="RenewLeases"/>.</summary>
/// <param name="Terms">Leases that live on.</param>
/// <param name="Lost">Leases that have ended; what was trained under them is to be dropped.</param>
/// <param name="Completed">Leases that have ended because their buckets are done.</param>
internal sealed record LeasesRenewed(long[] Terms, long[] Lost, long[] Completed) : LockReply;

/// <summary>These buckets are done, now or from an earlier hand-in. Answers <see cref="CompleteBuckets"/>.</summary>
/// <param name="Terms">Their leases, which have ended.</param>
internal sealed record BucketsCompleted(long[] Terms) : LockReply;

/// <summary>
/// These buckets are not taken: the leases ended, or the hand-in lacked something. Answers
/// <see cref="CompleteBuckets"/>.
/// </summary>
/// <param name="Terms">The leases; a live one among them stays live.</param>
/// <param name="IsFinal">Whether repeating is of no use: what was trained is to be dropped.</param>
/// <param name="Reason">The reason in words.</param>
internal sealed record LeasesRefused(long[] Terms, bool IsFinal, string Reason) : LockReply;

/// <summary>
/// Leases have ended; what was trained under them is to be dropped. Sent once; a renewal tells it again.
/// </summary>
/// <param name="Terms">Terms of the ended leases.</param>
/// <param name="Reason">The reason in words.</param>
internal sealed record LeasesRevoked(long[] Terms, string Reason) : LockReply;

/// <summary>There will be no more buckets. Answers <see cref="AcquireBucket"/>, and is sent when a run ends.</summary>
/// <param name="End">How the run ended.</param>
internal sealed record RunOver(RunEnd End) : LockReply;
