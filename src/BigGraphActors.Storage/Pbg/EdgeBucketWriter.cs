using System.Runtime.InteropServices;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Writes one bucket's edges, which come in any number of pieces.</summary>
/// <remarks>
/// Edges wait in a file beside the final one (<c>edges_L_R.parts.tmp</c>, open only during a call) behind a buffer of
/// 64 KiB, because a contiguous dataset needs its length first. <see cref="Complete"/> writes
/// <c>edges_L_R.tmp.h5</c> and renames it; a crash before that leaves the old bucket, and files that the next writer
/// replaces. One thread at a time. PBG: <c>FileEdgeAppender</c>. Differs: datasets of edges are contiguous, and
/// weights are float32. PBG writes chunks of 50 MiB, and whole numbers as weights.
/// </remarks>
public sealed class EdgeBucketWriter : IDisposable
{
    private const int BufferEdges = 4096;

    private readonly string _path;
    private readonly string _spillPath;
    private readonly EdgeSpill _spill;
    private readonly bool _weighted;
    private int[] _lhs = [];
    private int[] _relation = [];
    private int[] _rhs = [];
    private float[] _weight = [];
    private int _buffered;
    private bool _completed;

    internal EdgeBucketWriter(string path, bool weighted)
    {
        _path = path;
        _weighted = weighted;
        _spillPath = Path.ChangeExtension(path, ".parts.tmp");
        File.Delete(_spillPath);
        _spill = new EdgeSpill(_spillPath);
    }

    /// <summary>Edges so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds edges behind those before.</summary>
    /// <param name="lhs">Left-hand rows.</param>
    /// <param name="relation">Relation numbers, as many.</param>
    /// <param name="rhs">Right-hand rows, as many.</param>
    /// <param name="weight">Weights, as many; empty when the writer was made without weights.</param>
    /// <exception cref="IOException">When the disk is full.</exception>
    public void Append(
        ReadOnlySpan<int> lhs,
        ReadOnlySpan<int> relation,
        ReadOnlySpan<int> rhs,
        ReadOnlySpan<float> weight = default) =>
        Append(new EdgeRun(lhs, relation, rhs, weight));

    /// <summary>Adds a slice, with its weights and features.</summary>
    /// <param name="slice">Stays the caller's.</param>
    /// <exception cref="IOException">When the disk is full.</exception>
    public void Append(EdgeSlice slice) => Append(
        new EdgeRun(slice.Lhs.AsSpan(), slice.Relation.AsSpan(), slice.Rhs.AsSpan(),
            slice.Weight is { } weight ? weight.AsSpan() : default)
        {
            LhsFeatures = slice.LhsFeatures,
            RhsFeatures = slice.RhsFeatures,
        });

    /// <summary>Writes the file; the bucket is on the disk, whole, when this returns.</summary>
    /// <exception cref="IOException">When the disk is full: the bucket's older file still stands.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        Spill();
        long perEdge = (3 * sizeof(long)) + (_weighted ? sizeof(float) : 0);
        long features = _spill.CountOf(EdgeColumn.LhsFeatures) + _spill.CountOf(EdgeColumn.RhsFeatures);
        int featurised = (_spill.HasLhsFeatures ? 1 : 0) + (_spill.HasRhsFeatures ? 1 : 0);
        long payload = (Count * perEdge) + ((features + (featurised * (Count + 1))) * sizeof(long));
        AtomicHdf5.Write(_path, Path.ChangeExtension(_path, ".tmp.h5"), payload, WriteDatasets);
        _completed = true;
        _spill.Dispose();
    }

    /// <summary>Drops what was not completed.</summary>
    public void Dispose() => _spill.Dispose();

    private void Append(EdgeRun edges)
    {
        int count = edges.Count;
        int weights = _weighted ? count : 0;
        if (edges.Relation.Length != count || edges.Rhs.Length != count || edges.Weight.Length != weights)
        {
            throw new ArgumentException(
                $"{count} left-hand rows need as many relations (found {edges.Relation.Length}), as many right-hand "
                + $"rows (found {edges.Rhs.Length}) and {weights} weights (found {edges.Weight.Length})",
                nameof(edges));
        }

        Count += count;
        bool featurised = edges.LhsFeatures is not null || edges.RhsFeatures is not null;
        if (count + _buffered > BufferEdges || featurised)
        {
            Spill();
        }

        if (count > BufferEdges || featurised)
        {
            SpillRun(edges);
            return;
        }

        Buffer(edges);
    }

    private void Buffer(EdgeRun edges)
    {
        if (_lhs.Length == 0)
        {
            _lhs = new int[BufferEdges];
            _relation = new int[BufferEdges];
            _rhs = new int[BufferEdges];
            _weight = _weighted ? new float[BufferEdges] : [];
        }

        edges.Lhs.CopyTo(_lhs.AsSpan(_buffered));
        edges.Relation.CopyTo(_relation.AsSpan(_buffered));
        edges.Rhs.CopyTo(_rhs.AsSpan(_buffered));
        edges.Weight.CopyTo(_weight.AsSpan(Math.Min(_weight.Length, _buffered)));
        _buffered += edges.Count;
    }

    private void Spill()
    {
        if (_buffered == 0)
        {
            return;
        }

        SpillRun(new EdgeRun(
            _lhs.AsSpan(0, _buffered),
            _relation.AsSpan(0, _buffered),
            _rhs.AsSpan(0, _buffered),
            _weighted ? _weight.AsSpan(0, _buffered) : default));
        _buffered = 0;
    }

    private void SpillRun(EdgeRun edges)
    {
        try
        {
            _spill.Append(edges);
        }
        catch (IOException failure) when (DiskSpace.IsFull(failure))
        {
            throw DiskSpace.Full(_spillPath, edges.Count * 4L * sizeof(int), failure);
        }
    }

    private void WriteDatasets(Hdf5GroupWriter root)
    {
        List<Action> columns =
        [
            Column(root, "lhs", EdgeColumn.Lhs),
            Column(root, "rhs", EdgeColumn.Rhs),
            Column(root, "rel", EdgeColumn.Relation),
        ];
        if (_weighted)
        {
            // PBG: it reads any number into its int64 buffer, so floats do no harm there.
            Hdf5DatasetWriter weight = root.CreateDataset("weight", Hdf5ElementType.Float32, Count);
            columns.Add(() => _spill.Read(
                EdgeColumn.Weight, values => weight.Append(MemoryMarshal.Cast<int, float>(values))));
        }

        if (_spill.HasLhsFeatures)
        {
            columns.Add(Offsets(root, "lhsd_offsets", EdgeColumn.LhsFeatureCounts));
            columns.Add(Column(root, "lhsd_data", EdgeColumn.LhsFeatures));
        }

        if (_spill.HasRhsFeatures)
        {
            columns.Add(Offsets(root, "rhsd_offsets", EdgeColumn.RhsFeatureCounts));
            columns.Add(Column(root, "rhsd_data", EdgeColumn.RhsFeatures));
        }

        columns.ForEach(write => write());
    }

    private Action Column(Hdf5GroupWriter root, string name, EdgeColumn column)
    {
        Hdf5DatasetWriter dataset = root.CreateDataset(name, Hdf5ElementType.Int64, _spill.CountOf(column));
        return () =>
        {
            long[] wide = new long[EdgeSpill.BatchElements];
            _spill.Read(column, values =>
            {
                for (int i = 0; i < values.Length; i++)
                {
                    wide[i] = values[i];
                }

                dataset.Append<long>(wide.AsSpan(0, values.Length));
            });
        };
    }

    private Action Offsets(Hdf5GroupWriter root, string name, EdgeColumn counts)
    {
        Hdf5DatasetWriter dataset = root.CreateDataset(name, Hdf5ElementType.Int64, Count + 1);
        return () =>
        {
            long[] offsets = new long[EdgeSpill.BatchElements];
            long end = 0;
            dataset.Append<long>([end]);
            _spill.Read(counts, values =>
            {
                for (int i = 0; i < values.Length; i++)
                {
                    end += values[i];
                    offsets[i] = end;
                }

                dataset.Append<long>(offsets.AsSpan(0, values.Length));
            });
        };
    }
}
