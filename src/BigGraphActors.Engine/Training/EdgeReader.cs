using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Training;

/// <summary>Reads the edges of buckets, and keeps the last slice read.</summary>
/// <remarks>A model of one bucket trains the same edges in every epoch: they are read once. Not thread-safe.</remarks>
public sealed class EdgeReader : IDisposable
{
    private readonly EdgeDirectory[] _paths;
    private EdgeSlice? _last;
    private (int EdgePath, int EdgeSlice, Bucket Bucket) _lastKey;

    /// <summary>Opens the edge paths of a run.</summary>
    /// <param name="settings">Edge paths and slices.</param>
    /// <exception cref="DirectoryNotFoundException">When an edge path does not exist.</exception>
    public EdgeReader(RunSettings settings)
    {
        _paths = [.. settings.EdgePaths.Select(path => new EdgeDirectory(path))];
        SliceCount = settings.NumEdgeChunks ?? SlicesFor(settings);
    }

    /// <summary>Edge slices of every bucket.</summary>
    /// <remarks>
    /// PBG: without <c>num_edge_chunks</c>, by the edges of bucket (0, 0) and <c>max_edges_per_chunk</c>.
    /// </remarks>
    public int SliceCount { get; }

    /// <summary>Reads the slice that a lease names; valid until the next call.</summary>
    public EdgeSlice Read(BucketLease lease)
    {
        (int, int, Bucket) key = (lease.Position.EdgePath, lease.Position.EdgeSlice, lease.Bucket);
        if (_last is null || key != _lastKey)
        {
            _last?.Dispose();
            _last = null;
            _last = _paths[lease.Position.EdgePath].Read(lease.Bucket, lease.Position.EdgeSlice, SliceCount);
            _lastKey = key;
        }

        return _last;
    }

    /// <inheritdoc/>
    public void Dispose() => _last?.Dispose();

    private int SlicesFor(RunSettings settings)
    {
        long most = _paths.Max(path => path.CountEdges(new Bucket(0, 0)));
        return (int)Math.Max(1, (most + settings.MaxEdgesPerChunk - 1) / settings.MaxEdgesPerChunk);
    }
}
