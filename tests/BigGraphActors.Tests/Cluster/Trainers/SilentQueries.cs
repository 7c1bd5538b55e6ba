using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Trainers;

/// <summary>No partition's entity answers: tables are in this node's memory or in files.</summary>
internal sealed class SilentQueries : IPartitionQueries
{
    public PartitionAt? Locate(LocatePartition question) => null;

    public PartitionRecorded? Record(RecordPartition news) => null;

    public TransferTicket? Request(string node, PartitionId partition, Generation generation) => null;
}
