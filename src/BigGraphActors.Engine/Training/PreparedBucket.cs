using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

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
