using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Locking;

/// <summary>Looks at the tables of a hand-in before they count: what the ledger names has to be there.</summary>
/// <remarks>
/// A trainer writes its tables before it hands them in. Where one is missing all the same (a disk that lost it, a
/// program that is no trainer), the bucket has failed: it goes to another trainer, and the limit of failures ends the
/// run with the reason.
/// </remarks>
internal static class HandedInTables
{
    /// <summary>Turns a hand-in into what the lock decides on.</summary>
    /// <param name="state">The lock's; none before it has begun.</param>
    /// <param name="handedIn">The buckets that the trainer hands in.</param>
    /// <param name="faultOf">What is wrong with a table's file, or none.</param>
    public static IEnumerable<LockCommand> LookAt(
        BucketLockState? state, CompleteBuckets handedIn, Func<PartitionGeneration, string?> faultOf)
    {
        // Only what is new: the files of buckets that are done may have been replaced since.
        Dictionary<long, string> faults = [];
        foreach (FinishedBucket bucket in handedIn.Buckets.Where(bucket =>
            state?.Live.TryGetValue(bucket.Term, out LiveLease? lease) == true && lease.Trainer == handedIn.Trainer))
        {
            if (bucket.Produced.Select(faultOf).FirstOrDefault(fault => fault is not null) is { } fault)
            {
                faults[bucket.Term] = fault;
            }
        }

        foreach ((long term, string fault) in faults)
        {
            yield return new GiveUpBucket(
                handedIn.Trainer, term, $"a table that was handed in is missing: {fault}", Failed: true);
        }

        FinishedBucket[] whole = [.. handedIn.Buckets.Where(bucket => !faults.ContainsKey(bucket.Term))];
        if (whole.Length > 0)
        {
            yield return handedIn with { Buckets = whole };
        }
    }
}
