using System.Runtime.InteropServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>The entities of a featurised type: each distinct cell of the lists is a bag, a list of feature rows.
/// </summary>
/// <remarks>
/// A bag's number stands in the edges in place of an entity's, and becomes its list when they are written. A feature
/// that is named twice in a cell counts twice in the mean, as PBG's files allow. The lists are in memory, 4 bytes a
/// feature, because every bucket needs any of them.
/// </remarks>
internal sealed class FeatureBags : IDisposable
{
    private readonly NativeBuffer<long> _ends;
    private readonly NativeBuffer<int> _rows;

    private FeatureBags(NativeBuffer<long> ends, NativeBuffer<int> rows) => (_ends, _rows) = (ends, rows);

    /// <summary>Bytes in memory.</summary>
    public long Bytes => (_ends.Length * sizeof(long)) + (_rows.Length * sizeof(int));

    /// <summary>Rows of a bag's features that were not dropped.</summary>
    public ReadOnlySpan<int> this[long bag] => _rows.AsSpan(StartOf(bag), (int)(_ends[bag] - StartOf(bag)));

    /// <summary>Whether no feature of a bag is left.</summary>
    public bool IsEmpty(long bag) => _ends[bag] == StartOf(bag);

    /// <summary>Puts the bags of a space together.</summary>
    /// <param name="numbering">Has the cells, and the rows of the features.</param>
    /// <param name="memory">What may be used.</param>
    /// <param name="space">A space of cells.</param>
    public static FeatureBags Of(GraphNumbering numbering, ImportMemory memory, int space)
    {
        int type = numbering.Names.FeatureTypeOf(space);
        long features = numbering.CountOf(type);
        long bags = numbering.CountOf(space);
        long named = 0;
        for (int part = 0; part < memory.Parts; part++)
        {
            named += numbering.Texts.BytesOf(numbering.StreamOf(part, space)) / sizeof(ulong);
        }

        memory.ThreadsFor(
            2 * ((features * sizeof(ulong)) + (bags * sizeof(long)) + (named * sizeof(int))),
            "the features of all entities of a featurised type are kept in memory");
        using NativeBuffer<ulong> hashes = new(features, isCleared: false);
        numbering.CopyHashes(type, hashes.AsSpan());
        NativeBuffer<long> ends = new(bags);
        NativeBuffer<int> rows = new(named);
        long end = 0;
        long bag = 0;
        foreach (ReadOnlyMemory<byte> cell in numbering.TextsOf(space))
        {
            foreach (ulong feature in MemoryMarshal.Cast<byte, ulong>(cell.Span))
            {
                int row = hashes.AsSpan().BinarySearch(feature);
                if (row >= 0)
                {
                    rows[end++] = row;
                }
            }

            ends[bag++] = end;
        }

        return new FeatureBags(ends, rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends.Dispose();
        _rows.Dispose();
    }

    private long StartOf(long bag) => bag == 0 ? 0 : _ends[bag - 1];
}

/// <summary>Turns a run of edges with bags into edges with lists of features.</summary>
internal sealed class FeaturedEdges(GraphNumbering numbering)
{
    /// <summary>PBG: the row of a side that is featurised.</summary>
    private const int NoRow = -1;

    private readonly GraphVocabulary _names = numbering.Names;

    /// <summary>Whether any type of the graph is featurised.</summary>
    public bool AreThere => _names.Spaces > _names.EntityTypes.Count;

    /// <summary>Makes a slice of a run; the caller disposes it.</summary>
    public EdgeSlice Of(BucketRun run)
    {
        EdgeSlice slice = new(run.Count, !run.Weight.IsEmpty);
        run.Relation.CopyTo(slice.Relation.AsSpan());
        run.Weight.CopyTo(slice.Weight is { } weight ? weight.AsSpan() : []);
        slice.LhsFeatures = Fill(run.Lhs, run.Relation, slice.Lhs.AsSpan(), _names.LhsSpaceOf);
        slice.RhsFeatures = Fill(run.Rhs, run.Relation, slice.Rhs.AsSpan(), _names.RhsSpaceOf);
        return slice;
    }

    private FeatureLists? Fill(
        ReadOnlySpan<int> numbers, ReadOnlySpan<int> relations, Span<int> rows, Func<int, int> spaceOf)
    {
        List<int> offsets = new(numbers.Length + 1) { 0 };
        List<int> features = [];
        bool hasAny = false;
        for (int edge = 0; edge < numbers.Length; edge++)
        {
            rows[edge] = numbers[edge];
            if (numbering.Bags[spaceOf(relations[edge])] is { } bags)
            {
                rows[edge] = NoRow;
                hasAny = true;
                features.AddRange(bags[(uint)numbers[edge]]);
            }

            offsets.Add(features.Count);
        }

        return hasAny ? new FeatureLists(Native(offsets), Native(features)) : null;
    }

    private static NativeBuffer<int> Native(List<int> values)
    {
        NativeBuffer<int> buffer = new(values.Count);
        CollectionsMarshal.AsSpan(values).CopyTo(buffer.AsSpan());
        return buffer;
    }
}
