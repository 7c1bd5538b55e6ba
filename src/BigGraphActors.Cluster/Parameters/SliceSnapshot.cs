using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>A slice at one moment: its values, and what of each client is in them.</summary>
/// <param name="Values">Owned by the snapshot.</param>
/// <param name="Added">The highest sequence number of each client that is in the values.</param>
internal sealed record SliceSnapshot(NativeBuffer<float> Values, IReadOnlyDictionary<Guid, long> Added) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
