using System.Diagnostics;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Leases a bucket and brings its edges and tables into memory.</summary>
/// <param name="plan">Which partitions a bucket needs.</param>
/// <param name="ports">Answer the requests for a lease, tables and edges.</param>
/// <param name="leased">Is told of a lease before anything is read, so that it can be given up.</param>
internal sealed class BucketPreparation(ModelPlan plan, TrainingPorts ports, Action<BucketLease> leased)
{
    private const long BytesPerEdge = 12;

    /// <summary>The lease whose edges or tables could not be brought, if that is what failed.</summary>
    public BucketLease? Failed { get; private set; }

    /// <summary>Waits for a bucket; none when there is none left.</summary>
    public PreparedBucket? Wait(CancellationToken stop)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        return ports.Buckets.Acquire(stop) is { } lease ? Prepare(lease, waiting.Elapsed, []) : null;
    }

    /// <summary>Prepares the bucket after the one in training, if there is one to be had now.</summary>
    public PreparedBucket? TryPrefetch(BucketLease current) => ports.Buckets.TryAcquireNext(current) is { } lease
        ? Prepare(lease, TimeSpan.Zero, plan.PartitionsOf(current.Bucket))
        : null;

    private PreparedBucket Prepare(BucketLease lease, TimeSpan waited, IReadOnlyList<PartitionId> there)
    {
        Failed = null;
        leased(lease);
        Stopwatch reading = Stopwatch.StartNew();
        Dictionary<PartitionId, EmbeddingTable> tables = [];
        try
        {
            foreach (PartitionId partition in plan.PartitionsOf(lease.Bucket).Except(there)
                .Where(one => !ports.IsShared(one)))
            {
                tables.Add(partition, ports.Partitions.CheckOut(lease, partition));
            }

            EdgeSlice edges = ports.Edges.Read(lease.Bucket, lease.Position);
            long bytes = tables.Values.Sum(table => table.RowCount * (table.Dim + 1) * sizeof(float))
                + (edges.Count * BytesPerEdge);
            return new PreparedBucket(lease, edges, tables, waited, reading.Elapsed, bytes);
        }
        catch
        {
            Failed = lease;
            foreach (EmbeddingTable table in tables.Values)
            {
                table.Dispose();
            }

            throw;
        }
    }
}

/// <summary>A leased bucket with its edges and tables in memory.</summary>
/// <param name="Lease">The right to train it.</param>
/// <param name="Edges">The edges of one slice of the bucket.</param>
/// <param name="Fetched">Tables that were checked out for it; the others come from the bucket before.</param>
/// <param name="Waited">Time until the lease was granted.</param>
/// <param name="Read">Time that checking out and reading took.</param>
/// <param name="Bytes">Bytes of tables and edges read.</param>
internal sealed record PreparedBucket(
    BucketLease Lease,
    EdgeSlice Edges,
    Dictionary<PartitionId, EmbeddingTable> Fetched,
    TimeSpan Waited,
    TimeSpan Read,
    long Bytes)
{
    /// <summary>Frees what was fetched for it: it will not be trained.</summary>
    public void Drop()
    {
        Edges.Dispose();
        foreach (EmbeddingTable table in Fetched.Values)
        {
            table.Dispose();
        }
    }
}
