using System.Buffers;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>One open <c>edges_LHS_RHS.h5</c>, read in slices.</summary>
/// <remarks>PBG: <c>FileEdgeAppender</c>'s counterpart <c>FileEdgeStorage.load_chunk_of_edges</c>.</remarks>
internal sealed class EdgeFile : IDisposable
{
    private const int BatchElements = 1 << 15;

    private readonly Hdf5File _file;
    private readonly Hdf5Dataset _relation;

    /// <summary>Opens a file and checks its version.</summary>
    /// <exception cref="CorruptFileException">
    /// When it is no HDF5 file, or its <c>format_version</c> is not 1.
    /// </exception>
    public EdgeFile(string path)
    {
        _file = Hdf5File.Open(path);
        try
        {
            FormatVersion.Check(_file);
            _relation = _file.Root.GetDataset("rel");
            RequireAxis(_relation);

            // Checked before memory is taken for the number of edges that one damaged byte may claim.
            _ = Column("lhs");
            _ = Column("rhs");
            _relation.RequireStored();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Edges in the file: the length of <c>rel</c>, as in PBG.</summary>
    public long Count => _relation.ElementCount;

    /// <summary>Reads edges into memory of their own.</summary>
    /// <param name="start">First edge.</param>
    /// <param name="count">Number of edges; must not reach beyond the file.</param>
    /// <param name="limits">What their numbers must stay below.</param>
    public EdgeSlice Read(long start, int count, EdgeLimits limits)
    {
        Hdf5Dataset? weight = _file.Root.TryGetDataset("weight");
        EdgeSlice slice = new(count, weight is not null) { Path = _file.Path, Start = start };
        try
        {
            slice.LhsFeatures = ReadFeatures("lhsd", start, count, limits.LhsRows);
            slice.RhsFeatures = ReadFeatures("rhsd", start, count, limits.RhsRows);
            ReadColumn(_relation, start, slice.Relation, new(0, limits.Relations));
            ReadColumn(Column("lhs"), start, slice.Lhs, new(slice.LhsFeatures is null ? 0 : -1, limits.LhsRows));
            ReadColumn(Column("rhs"), start, slice.Rhs, new(slice.RhsFeatures is null ? 0 : -1, limits.RhsRows));
            if (slice.Weight is not null)
            {
                // Differs: edge weights are read as float32. PBG reads them as int64, so 0.5 becomes 0.
                Column("weight").ReadSingle(start, slice.Weight.AsSpan());
            }

            return slice;
        }
        catch
        {
            slice.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private Hdf5Dataset Column(string name)
    {
        Hdf5Dataset column = _file.Root.GetDataset(name);
        RequireAxis(column);
        return column.ElementCount == Count
            ? column
            : throw Corrupt($"dataset {name} as long as rel ({Count})", $"{column.ElementCount}");
    }

    private FeatureLists? ReadFeatures(string prefix, long start, int count, long rows)
    {
        Hdf5Dataset? offsets = _file.Root.TryGetDataset(prefix + "_offsets");
        Hdf5Dataset? features = _file.Root.TryGetDataset(prefix + "_data");
        if (offsets is null || features is null)
        {
            return null;
        }

        if (offsets.ElementCount != Count + 1)
        {
            throw Corrupt($"{Count + 1} elements in {prefix}_offsets", $"{offsets.ElementCount}");
        }

        // A limit of length + 1 lets the last cut point be the length itself.
        long[] ends = new long[2];
        offsets.ReadInt64(start, ends.AsSpan(0, 1));
        offsets.ReadInt64(start + count, ends.AsSpan(1, 1));
        if (ends[0] < 0 || ends[1] < ends[0] || ends[1] > features.ElementCount || ends[1] - ends[0] > int.MaxValue)
        {
            throw Corrupt(
                $"{prefix}_offsets inside {prefix}_data ({features.ElementCount})", $"{ends[0]} to {ends[1]}");
        }

        NativeBuffer<int> cuts = new(count + 1L);
        NativeBuffer<int> lists = new(ends[1] - ends[0]);
        FeatureLists result = new(cuts, lists);
        try
        {
            ReadColumn(offsets, start, cuts, new(ends[0], ends[1] + 1, Shift: ends[0], Rising: true));
            ReadColumn(features, ends[0], lists, new(0, rows));
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private void ReadColumn(Hdf5Dataset source, long start, NativeBuffer<int> destination, ColumnRule rule)
    {
        long[] batch = ArrayPool<long>.Shared.Rent(BatchElements);
        try
        {
            long last = long.MinValue;
            for (long done = 0; done < destination.Length; done += BatchElements)
            {
                int count = (int)Math.Min(BatchElements, destination.Length - done);
                Span<long> values = batch.AsSpan(0, count);
                source.ReadInt64(start + done, values);
                Span<int> target = destination.AsSpan(done, count);
                for (int i = 0; i < count; i++)
                {
                    long value = values[i];
                    if (value < rule.Least || value >= rule.Limit || (rule.Rising && value < last))
                    {
                        throw Refuse(source, start + done + i, value, rule);
                    }

                    last = value;
                    target[i] = (int)(value - rule.Shift);
                }
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(batch);
        }
    }

    private CorruptFileException Refuse(Hdf5Dataset source, long index, long value, ColumnRule rule)
    {
        string order = rule.Rising ? ", never falling" : "";
        return Corrupt($"element {index} of {source.Path} from {rule.Least} to {rule.Limit - 1}{order}", $"{value}");
    }

    private void RequireAxis(Hdf5Dataset dataset)
    {
        if (dataset.Shape.Count != 1)
        {
            throw Corrupt($"one axis in dataset {dataset.Path}", $"{dataset.Shape.Count}");
        }
    }

    private CorruptFileException Corrupt(string expected, string found) => new(_file.Path, -1, expected, found);

    /// <summary>What the elements of a column must obey.</summary>
    /// <param name="Least">The smallest that is allowed.</param>
    /// <param name="Limit">The smallest that is too large.</param>
    /// <param name="Shift">Taken off each after the check.</param>
    /// <param name="Rising">Whether none may be smaller than the one before.</param>
    private readonly record struct ColumnRule(long Least, long Limit, long Shift = 0, bool Rising = false);
}

/// <summary>What an edge's numbers must stay below; a file that breaks it is refused while it is read.</summary>
/// <remarks>
/// Numbers in memory are int32, so nothing passes 2^31 - 1 anyhow. Row limits hold for all relations of the file
/// together; where relations have different entity types on a side, the caller gives the largest and checks the rest.
/// </remarks>
public sealed record EdgeLimits
{
    /// <summary>Only what int32 demands.</summary>
    public static EdgeLimits None { get; } = new();

    /// <summary>Rows of the left-hand partition.</summary>
    public long LhsRows { get; init; } = int.MaxValue;

    /// <summary>Relation types.</summary>
    public long Relations { get; init; } = int.MaxValue;

    /// <summary>Rows of the right-hand partition.</summary>
    public long RhsRows { get; init; } = int.MaxValue;
}
