using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Training;

/// <summary>Reads the edges of buckets, and keeps the slice that was given back last.</summary>
/// <remarks>
/// A model of one bucket trains the same edges in every epoch: they are read once. Threads may call at the same time.
/// </remarks>
public sealed class EdgeReader : IDisposable
{
    private readonly EdgeDirectory[] _paths;
    private readonly double _heldOut;
    private readonly Lock _lock = new();
    private readonly Dictionary<EdgeSlice, Key> _keys = new(ReferenceEqualityComparer.Instance);
    private EdgeSlice? _kept;

    /// <summary>Opens the edge paths of a run.</summary>
    /// <param name="settings">Edge paths and slices.</param>
    /// <exception cref="DirectoryNotFoundException">When an edge path does not exist.</exception>
    public EdgeReader(RunSettings settings)
    {
        _paths = [.. settings.EdgePaths.Select(path => new EdgeDirectory(path))];
        SliceCount = EdgeDirectory.SliceCountOf(settings);
        _heldOut = settings.EvalFraction;
    }

    /// <summary>Edge slices of every bucket.</summary>
    public int SliceCount { get; }

    /// <summary>Counts the edges that some passes train; those held out for evaluation are left out.</summary>
    /// <param name="plan">Tells how many buckets there are.</param>
    /// <param name="first">The first pass.</param>
    /// <param name="end">The pass behind the last.</param>
    /// <remarks>Looks into every edge file once.</remarks>
    /// <exception cref="IOException">When a file cannot be read.</exception>
    /// <exception cref="CorruptFileException">When a file is damaged.</exception>
    public long CountTrained(ModelPlan plan, long first, long end)
    {
        long[,] ofPass = new long[_paths.Length, SliceCount];
        for (int path = 0; path < _paths.Length; path++)
        {
            for (int number = 0; number < plan.BucketCount; number++)
            {
                Bucket bucket = new(number / plan.RhsPartitions, number % plan.RhsPartitions);
                IReadOnlyList<long> edges = _paths[path].CountSlices(bucket, SliceCount);
                for (int slice = 0; slice < SliceCount; slice++)
                {
                    ofPass[path, slice] += edges[slice] - (long)(edges[slice] * _heldOut);
                }
            }
        }

        long sum = 0;
        for (long pass = first; pass < end; pass++)
        {
            PassPosition position = PassPosition.Of(pass, _paths.Length, SliceCount);
            sum += ofPass[position.EdgePath, position.EdgeSlice];
        }

        return sum;
    }

    /// <summary>Reads the slice of a bucket in a pass; the caller gives it back with <see cref="Return"/>.</summary>
    public EdgeSlice Read(Bucket bucket, PassPosition position)
    {
        Key key = new(position.EdgePath, position.EdgeSlice, bucket);
        lock (_lock)
        {
            if (_kept is { } kept && _keys[kept] == key)
            {
                _kept = null;
                return kept;
            }

            Drop(_kept);
            _kept = null;
        }

        EdgeSlice read = _paths[key.EdgePath].Read(key.Bucket, key.EdgeSlice, SliceCount);
        lock (_lock)
        {
            _keys.Add(read, key);
        }

        return read;
    }

    /// <summary>Gives a slice back; it is kept until another one is read.</summary>
    public void Return(EdgeSlice slice)
    {
        lock (_lock)
        {
            Drop(_kept);
            _kept = slice;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            Drop(_kept);
            _kept = null;
        }
    }

    private void Drop(EdgeSlice? slice)
    {
        if (slice is not null)
        {
            _keys.Remove(slice);
            slice.Dispose();
        }
    }

    private readonly record struct Key(int EdgePath, int EdgeSlice, Bucket Bucket);
}
