using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Keeps a trainer's shared parameters near those of the others.</summary>
internal interface IParameterExchange : ISharedParameters, IDisposable
{
    /// <summary>Tables of unpartitioned types that it keeps; none where they are checked out under a lease.</summary>
    IReadOnlyDictionary<PartitionId, EmbeddingTable>? SharedTables { get; }

    /// <summary>Waits until what was learnt so far has been handed on: before a bucket is handed in.</summary>
    /// <remarks>From the thread that writes tables, while the next bucket trains.</remarks>
    void Settle();
}
