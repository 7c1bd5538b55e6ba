using System.Text.Json.Serialization;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Messages;

/// <summary>What the bucket lock is told; each is applied by <c>BucketLockState.Apply</c>.</summary>
/// <remarks>Every command may arrive twice, late, or from a sender that is believed dead.</remarks>
internal abstract record LockCommand;

/// <summary>Asks for a bucket. Trainer → lock; repeatable.</summary>
/// <param name="Request">
/// Grows by one with each bucket the trainer wants; the same number asks for the same answer again. After
/// <see cref="AskAnew"/> the trainer takes the next number.
/// </param>
/// <param name="Trainer">Node of the trainer that asks.</param>
/// <param name="Live">
/// Terms of the leases it has. Whatever else it was granted under an earlier number it has not heard of, or no longer
/// wanted when it heard; that ends, lest a bucket be granted that builds on it.
/// </param>
/// <param name="Held">
/// What it has in memory, of which generation; a stale copy does not count. Only changes which bucket is chosen.
/// </param>
/// <param name="IsPrefetch">
/// Asked while the trainer still trains another bucket. While other trainers wait, it gets only a bucket that needs no
/// partition beyond those it has leased.
/// </param>
/// <remarks>
/// Answered at once by <see cref="BucketGranted"/>, <see cref="WaitForBucket"/>, <see cref="AskAnew"/> or
/// <see cref="RunOver"/>; nothing is granted later without being asked for again.
/// </remarks>
internal sealed record AcquireBucket(
    long Request,
    NodeName Trainer,
    long[] Live,
    PartitionGeneration[] Held,
    bool IsPrefetch = false) : LockCommand, IControlMessage
{
    /// <summary>
    /// Earlier lives of the same process, which are over: it was shut out, or lost the seed node, and joined again.
    /// What they had is free at once; what they still write has an older term.
    /// </summary>
    public NodeName[] Earlier { get; init; } = [];
}

/// <summary>
/// Keeps leases alive. Trainer → lock, several times a lease duration; answered by <see cref="LeasesRenewed"/>.
/// </summary>
/// <param name="Trainer">Node of the trainer that holds the leases.</param>
/// <param name="Terms">All leases it believes to have; others of it are left to expire.</param>
internal sealed record RenewLeases(NodeName Trainer, long[] Terms) : LockCommand, IControlMessage;

/// <summary>
/// Hands in trained buckets whose tables are durable. Trainer → lock; repeatable. Answered by
/// <see cref="BucketsCompleted"/>, <see cref="LeasesRefused"/>, or both.
/// </summary>
/// <param name="Trainer">Node of the trainer that trained them.</param>
/// <param name="Buckets">
/// All that were not acknowledged yet, in the order of training. They become done together: of a partition that
/// several of them trained, only the last generation need be produced.
/// </param>
internal sealed record CompleteBuckets(NodeName Trainer, FinishedBucket[] Buckets)
    : LockCommand, IControlMessage;

/// <summary>A bucket that was trained, and whose tables are durable.</summary>
/// <param name="Term">The lease it was trained under.</param>
/// <param name="Produced">
/// The tables written, all of this lease's generation; without those that a later bucket of the same hand-in has.
/// </param>
/// <param name="Report">Edges, loss, times and statistics of the training; <c>figures</c> in the ledger.</param>
internal sealed record FinishedBucket(
    long Term,
    PartitionGeneration[] Produced,
    [property: JsonPropertyName("figures")] BucketReport Report);

/// <summary>
/// Gives a bucket back untrained. Trainer → lock; repeatable. Leases that build on it end with it, and
/// <see cref="LeasesRevoked"/> names them all.
/// </summary>
/// <param name="Trainer">Node of the trainer that holds the lease.</param>
/// <param name="Term">Term of the lease.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="Failed">
/// Whether training it went wrong, which counts towards the limit of a poisoned bucket; not for an orderly leave.
/// </param>
internal sealed record GiveUpBucket(NodeName Trainer, long Term, string Reason, bool Failed)
    : LockCommand, IControlMessage
{
    /// <summary>Whether the trainer's node leaves the cluster in good order; then nothing has failed.</summary>
    public bool NodeLeaves { get; init; }
}

/// <summary>A node left the cluster or was declared dead; its leases end at once. Its own node → lock.</summary>
/// <param name="Node">Which life of which process.</param>
/// <param name="Left">Whether it left in good order, which counts against no bucket.</param>
internal sealed record NodeLost(NodeName Node, bool Left = false) : LockCommand;

/// <summary>Time passes: leases that were not renewed end. Timer → lock, about ten times a lease duration.</summary>
internal sealed record LockTick : LockCommand;

/// <summary>A version is the committed one now. Checkpoint → lock; repeatable.</summary>
/// <param name="Version">Number of the version.</param>
internal sealed record VersionPublished(long Version) : LockCommand;

/// <summary>A version could not be published yet; only changes what waiting trainers are told.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="Reason">Why, for people; empty when it goes on.</param>
internal sealed record PublicationFailed(long Version, string Reason) : LockCommand;

/// <summary>
/// Ends the run before all passes are done: nothing is granted any more, finished work is still taken.
/// </summary>
/// <param name="Reason">The reason in words.</param>
/// <param name="Failed">Whether the run counts as failed, or as stopped by someone.</param>
internal sealed record EndRun(string Reason, bool Failed) : LockCommand, IControlMessage;

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

/// <summary>How a run ended.</summary>
/// <param name="Failed">Whether it failed; else it is done, or someone stopped it.</param>
/// <param name="Reason">The reason in words.</param>
internal sealed record RunEnd(bool Failed, string Reason);
