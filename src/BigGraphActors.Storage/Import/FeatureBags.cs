using System.Runtime.InteropServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>The entities of a featurised type while it is read: each distinct cell of the lists is a bag.</summary>
/// <remarks>
/// A bag's number stands in the edges in place of an entity's, and becomes its list of feature rows when they are
/// written. A feature that is named twice in a cell counts twice in the mean, as PBG's files allow.
/// </remarks>
internal sealed class FeatureBags(byte delimiter) : IDisposable
{
    private readonly NameTable _cells = new();
    private readonly List<int[]> _bags = [];

    /// <summary>Distinct bags.</summary>
    public int Count => _bags.Count;

    /// <summary>The number of a cell's bag.</summary>
    /// <param name="cell">Names of features with the delimiter between; empty names are passed over.</param>
    /// <param name="features">Where the features get their numbers.</param>
    public int Intern(ReadOnlySpan<byte> cell, NameTable features)
    {
        int number = _cells.Intern(cell);
        if (number == _bags.Count)
        {
            List<int> bag = [];
            foreach (Range part in cell.Split(delimiter))
            {
                ReadOnlySpan<byte> name = cell[part].Trim((byte)' ');
                if (!name.IsEmpty)
                {
                    bag.Add(features.Intern(name));
                }
            }

            _bags.Add([.. bag]);
        }

        return number;
    }

    /// <summary>Features of a bag, in numbers of first sight.</summary>
    public ReadOnlySpan<int> this[int bag] => _bags[bag];

    /// <summary>Where each bag is: all in partition 0, but dropped where no feature is left.</summary>
    /// <param name="features">The final places of the features.</param>
    /// <returns>As <see cref="EntityNumbering.Places"/>, with the bag's number for a row; the caller's.</returns>
    public NativeBuffer<long> PlacesIn(EntityNumbering features)
    {
        NativeBuffer<long> places = new(Count);
        for (int bag = 0; bag < Count; bag++)
        {
            places[bag] = Array.Exists(_bags[bag], feature => features.Places[feature] >= 0)
                ? bag
                : EntityNumbering.Dropped;
        }

        return places;
    }

    /// <summary>The rows of a bag's features that were not dropped.</summary>
    public void AddRowsTo(List<int> rows, int bag, EntityNumbering features)
    {
        foreach (int feature in _bags[bag])
        {
            if (features.Places[feature] >= 0)
            {
                rows.Add(EntityNumbering.RowOf(features.Places[feature]));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cells.Dispose();

    /// <summary>A list of feature rows for each edge of one side.</summary>
    /// <param name="offsets">Where each list begins, one more than there are edges.</param>
    /// <param name="rows">All lists, one behind the other.</param>
    public static FeatureLists Lists(List<int> offsets, List<int> rows) => new(Native(offsets), Native(rows));

    private static NativeBuffer<int> Native(List<int> values)
    {
        NativeBuffer<int> buffer = new(values.Count);
        CollectionsMarshal.AsSpan(values).CopyTo(buffer.AsSpan());
        return buffer;
    }
}

/// <summary>Turns a run of sorted edges with bags into edges with lists of features.</summary>
internal sealed class FeaturedEdges(GraphVocabulary names, GraphNumbering numbering)
{
    /// <summary>PBG: the row of a side that is featurised.</summary>
    private const int NoRow = -1;

    /// <summary>Whether any type of the graph is featurised.</summary>
    public bool AreThere => Array.Exists(names.Bags, bags => bags is not null);

    /// <summary>Makes a slice of a run; the caller disposes it.</summary>
    public EdgeSlice Of(SortedRun run)
    {
        bool isWeighted = !run.Weight.IsEmpty;
        EdgeSlice slice = new(run.Count, isWeighted);
        run.Relation.CopyTo(slice.Relation.AsSpan());
        if (isWeighted)
        {
            run.Weight.CopyTo(slice.Weight!.AsSpan());
        }

        slice.LhsFeatures = Fill(run.Lhs, run.Relation, slice.Lhs.AsSpan(), names.LhsTypeOf);
        slice.RhsFeatures = Fill(run.Rhs, run.Relation, slice.Rhs.AsSpan(), names.RhsTypeOf);
        return slice;
    }

    private FeatureLists? Fill(
        ReadOnlySpan<int> numbers, ReadOnlySpan<int> relations, Span<int> rows, Func<int, int> typeOf)
    {
        List<int> offsets = new(numbers.Length + 1) { 0 };
        List<int> features = [];
        bool hasAny = false;
        for (int edge = 0; edge < numbers.Length; edge++)
        {
            int type = typeOf(relations[edge]);
            rows[edge] = numbers[edge];
            if (names.Bags[type] is { } bags)
            {
                rows[edge] = NoRow;
                hasAny = true;
                bags.AddRowsTo(features, numbers[edge], numbering.Entities[type]);
            }

            offsets.Add(features.Count);
        }

        return hasAny ? FeatureBags.Lists(offsets, features) : null;
    }
}
