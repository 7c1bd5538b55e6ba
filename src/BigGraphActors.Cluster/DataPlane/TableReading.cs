using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>The time during which a cached table may be read: it is neither taken nor freed before the end.</summary>
/// <param name="table">Stays the cache's.</param>
/// <param name="end">Called once.</param>
internal sealed class TableReading(EmbeddingTable table, Action end) : IDisposable
{
    private Action? _end = end;

    /// <summary>The table; not to be touched after <see cref="Dispose"/>.</summary>
    public EmbeddingTable Table { get; } = table;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
