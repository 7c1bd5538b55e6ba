using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>The file of a bucket whose number of edges is known, so that they go into it as they come.</summary>
/// <remarks>
/// The same bytes as <see cref="EdgeBucketWriter"/>'s, without a file beside it: the datasets' lengths are known, and
/// each is filled by turns. The file is <c>edges_L_R.tmp.h5</c> until it is whole. Edges have no lists of features.
/// </remarks>
internal sealed class CountedBucket
{
    private const int PieceElements = 1 << 14;

    private readonly Hdf5DatasetWriter _lhs;
    private readonly Hdf5DatasetWriter _rhs;
    private readonly Hdf5DatasetWriter _relation;
    private readonly Hdf5DatasetWriter? _weight;
    private readonly long[] _wide = new long[PieceElements];

    private CountedBucket(Hdf5GroupWriter root, bool weighted, long count)
    {
        _lhs = root.CreateDataset("lhs", Hdf5ElementType.Int64, count);
        _rhs = root.CreateDataset("rhs", Hdf5ElementType.Int64, count);
        _relation = root.CreateDataset("rel", Hdf5ElementType.Int64, count);

        // PBG: it reads any number into its int64 buffer, so floats do no harm there.
        _weight = weighted ? root.CreateDataset("weight", Hdf5ElementType.Float32, count) : null;
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name in the end.</param>
    /// <param name="weighted">Whether edges have weights.</param>
    /// <param name="count">Edges that will come.</param>
    /// <param name="write">Appends all of them.</param>
    public static void Write(string path, bool weighted, long count, Action<CountedBucket> write)
    {
        long payload = count * ((3 * sizeof(long)) + (weighted ? sizeof(float) : 0));
        AtomicHdf5.Write(
            path,
            Path.ChangeExtension(path, ".tmp.h5"),
            payload,
            root => write(new CountedBucket(root, weighted, count)));
    }

    /// <summary>Adds edges behind those before.</summary>
    public void Append(EdgeRun edges)
    {
        Append(_lhs, edges.Lhs);
        Append(_rhs, edges.Rhs);
        Append(_relation, edges.Relation);
        _weight?.Append(edges.Weight);
    }

    private void Append(Hdf5DatasetWriter dataset, ReadOnlySpan<int> values)
    {
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, PieceElements);
            for (int i = 0; i < count; i++)
            {
                _wide[i] = values[i];
            }

            dataset.Append<long>(_wide.AsSpan(0, count));
            values = values[count..];
        }
    }
}
