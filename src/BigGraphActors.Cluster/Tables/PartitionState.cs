using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Tables;

/// <summary>What a partition's entity knows.</summary>
/// <remarks>
/// Nothing here is needed for correctness: the lock decides who may train, its ledger says which bytes count, and files
/// have them all. An entity that has forgotten everything costs a read from a file instead of from memory.
/// </remarks>
/// <param name="HighestTerm">The highest term of a lease that was seen; 0 before the first.</param>
/// <param name="Newest">The newest bytes recorded, or none.</param>
/// <param name="Holder">The node that has them in memory, or none.</param>
internal sealed record PartitionState(long HighestTerm, Generation? Newest, string? Holder)
{
    /// <summary>Before anything was heard.</summary>
    public static PartitionState Empty { get; } = new(0, null, null);

    /// <summary>A trainer asks where bytes are.</summary>
    public (PartitionState Next, PartitionAt Answer) Apply(LocatePartition asked)
    {
        PartitionState next = this with { HighestTerm = Math.Max(HighestTerm, asked.Term) };
        string? holder = Newest == asked.Generation ? Holder : null;
        return (next, new PartitionAt(asked.Partition, asked.Generation, holder, next.HighestTerm));
    }

    /// <summary>A trainer has written new bytes; those of a stale lease are not taken up.</summary>
    public (PartitionState Next, PartitionRecorded Answer) Apply(RecordPartition told)
    {
        PartitionRecorded answer = new(
            told.Partition, told.Generation, Math.Max(HighestTerm, told.Generation.Term));
        return answer.IsRefused
            ? (this, answer)
            : (new PartitionState(answer.HighestTerm, told.Generation, told.Holder), answer);
    }

    /// <summary>A node has left: what it held in memory is gone.</summary>
    public PartitionState WithoutNode(string node) => Holder == node ? this with { Holder = null } : this;
}

/// <summary>Asks partitions' entities and other nodes' memory; every answer may be missing.</summary>
/// <remarks>
/// The actors answer in a cluster; tests answer as they like. The caller's thread waits, for a bounded time.
/// </remarks>
internal interface IPartitionQueries
{
    /// <summary>Where bytes are; none when nobody answered in time.</summary>
    PartitionAt? Locate(LocatePartition question);

    /// <summary>Tells of new durable bytes; none when nobody answered in time.</summary>
    PartitionRecorded? Record(RecordPartition news);

    /// <summary>
    /// A ticket to a table in another node's memory; none when it has none or did not answer in time.
    /// </summary>
    TransferTicket? Request(string node, PartitionId partition, Generation generation);
}
