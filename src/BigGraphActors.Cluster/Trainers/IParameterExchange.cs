using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Keeps a trainer's shared parameters near those of the others.</summary>
internal interface IParameterExchange : ISharedParameters, IDisposable
{
    /// <summary>Tables of unpartitioned types that it keeps; none where they are checked out under a lease.</summary>
    IReadOnlyDictionary<PartitionId, EmbeddingTable>? SharedTables { get; }

    /// <summary>Waits until what was learnt up to the end of a bucket has been handed on: before it is handed in.
    /// </summary>
    /// <param name="term">Term of the bucket's lease.</param>
    /// <param name="stop">Ends the wait; the bucket is not handed in then.</param>
    /// <remarks>From the thread that writes tables, while the next bucket trains.</remarks>
    void Settle(long term, CancellationToken stop);
}
