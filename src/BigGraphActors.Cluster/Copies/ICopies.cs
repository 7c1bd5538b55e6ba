using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Copies;

/// <summary>What is done, beyond writing a file, so that a table outlives the node that trained it.</summary>
/// <remarks>The caller's thread waits. Any thread.</remarks>
internal interface ICopies
{
    /// <summary>Brings a table to other nodes; returns when as many have it as durability asks for.</summary>
    /// <param name="table">Its file is in this node's own directory.</param>
    /// <param name="stop">Ends the wait for nodes that are not there.</param>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    void Spread(PartitionGeneration table, CancellationToken stop);

    /// <summary>Brings a table's file from another node into this node's own directory.</summary>
    /// <param name="table">Any generation that was trained.</param>
    /// <param name="patience">How long to wait for a node that has it.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Whether it is here now.</returns>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    bool TryBring(PartitionGeneration table, TimeSpan patience, CancellationToken stop);

    /// <summary>Brings what other nodes have of a version into this node's directory.</summary>
    /// <exception cref="IOException">When no node that is here has one of them.</exception>
    void Collect(IReadOnlyList<PartitionGeneration> tables);

    /// <summary>Tells all nodes that nobody will ask for these any more.</summary>
    void Forget(IReadOnlyList<PartitionGeneration> tables);

    /// <summary>Tells all nodes that nobody will ask for what came before a pass.</summary>
    void ForgetBefore(long pass);
}
