using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

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
