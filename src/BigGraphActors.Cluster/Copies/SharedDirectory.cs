using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Copies;

/// <summary>Durability <c>shared</c>: what one node has written, all nodes read, so nothing is left to do.</summary>
internal sealed class SharedDirectory : ICopies
{
    /// <inheritdoc/>
    public void Spread(PartitionGeneration table, CancellationToken stop)
    {
    }

    /// <inheritdoc/>
    public bool TryBring(PartitionGeneration table, TimeSpan patience, CancellationToken stop) => false;

    /// <inheritdoc/>
    public void Collect(IReadOnlyList<PartitionGeneration> tables)
    {
    }

    /// <inheritdoc/>
    public void Forget(IReadOnlyList<PartitionGeneration> tables)
    {
    }

    /// <inheritdoc/>
    public void ForgetBefore(long pass)
    {
    }
}
