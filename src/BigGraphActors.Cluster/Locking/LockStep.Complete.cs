using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>How buckets become done.</summary>
internal sealed partial class LockStep
{
    private void Complete(CompleteBuckets complete)
    {
        HashSet<long> done = [.. _state.CompletedBy(complete.Trainer)];
        FinishedBucket[] open = [.. complete.Buckets.Where(bucket => !done.Contains(bucket.Term))];
        FinishedBucket[] live = [.. open.Where(bucket => IsLeaseOf(bucket.Term, complete.Trainer))];
        long[] stale = [.. open.Except(live).Select(bucket => bucket.Term)];
        List<long> taken = [.. complete.Buckets.Select(bucket => bucket.Term).Where(done.Contains)];
        if (live.Length > 0)
        {
            if (FindFault(live) is { } fault)
            {
                Send(complete.Trainer, new LeasesRefused([.. live.Select(bucket => bucket.Term)], false, fault));
            }
            else
            {
                Take(live);
                taken.AddRange(live.Select(bucket => bucket.Term));
            }
        }

        if (stale.Length > 0)
        {
            Send(complete.Trainer, new LeasesRefused(stale, true, "the lease has ended; the bucket is trained anew"));
        }

        if (taken.Count > 0)
        {
            Send(complete.Trainer, new BucketsCompleted([.. taken]));
        }
    }

    private void Take(FinishedBucket[] buckets)
    {
        List<PartitionGeneration> superseded = [];
        foreach (FinishedBucket bucket in buckets)
        {
            PassProgress progress = _state.ProgressOf(_state.Live[bucket.Term].Lease.Pass);
            superseded.AddRange(bucket.Produced
                .Where(table => progress.Newest.ContainsKey(table.Partition))
                .Select(table => table with { Generation = progress.Newest[table.Partition] }));
        }

        Write(new CompletedRecord(buckets));
        if (superseded.Count > 0)
        {
            _effects.Add(new DeleteTables(superseded));
        }

        if (_state.Due is { } due && buckets.Any(bucket => due.Buckets.Any(other => other.Term == bucket.Term)))
        {
            _effects.Add(new PublishPass(due));
        }
    }

    /// <summary>What a hand-in lacks, or none.</summary>
    private string? FindFault(FinishedBucket[] buckets)
    {
        HashSet<long> before = [];
        for (int i = 0; i < buckets.Length; i++)
        {
            FinishedBucket bucket = buckets[i];
            LiveLease lease = _state.Live[bucket.Term];
            if (_state.BuildsOn(lease.Lease).Any(term => !before.Contains(term)))
            {
                return $"bucket {lease.Lease.Bucket} builds on one that was not handed in";
            }

            before.Add(bucket.Term);
            Generation produces = lease.Lease.Produces();
            if (bucket.Produced.Any(table => table.Generation != produces))
            {
                return $"bucket {lease.Lease.Bucket} hands in a table of another lease";
            }

            // What a later bucket of the same pass hands in holds this one's training too.
            HashSet<PartitionId> later =
            [
                .. buckets.Skip(i + 1).Where(other => _state.Live[other.Term].Lease.Pass == lease.Lease.Pass)
                    .SelectMany(other => Plan.Layout.PartsOf(_state.Live[other.Term].Lease.Bucket)),
            ];
            HashSet<PartitionId> produced = [.. bucket.Produced.Select(table => table.Partition)];
            if (Plan.Layout.PartsOf(lease.Lease.Bucket).Any(part => !produced.Contains(part) && !later.Contains(part)))
            {
                return $"bucket {lease.Lease.Bucket} hands in less than all of its tables";
            }
        }

        return null;
    }
}
