using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Where one trainer at a time has everything under its lease, there is nothing to be exchanged.</summary>
internal sealed class NoExchange : IParameterExchange
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<PartitionId, EmbeddingTable>? SharedTables => null;

    /// <inheritdoc/>
    public void Pull(SharedModel model, BucketLease lease)
    {
        // One trainer at a time: there are no others.
    }

    /// <inheritdoc/>
    public void Push(SharedModel model, BucketLease lease)
    {
        // No other trainer takes them.
    }

    /// <inheritdoc/>
    public void Settle(long term, CancellationToken stop)
    {
        // Nothing is under way.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing.
    }
}
